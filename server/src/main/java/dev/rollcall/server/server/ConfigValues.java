package dev.rollcall.server.server;

import java.time.Duration;
import java.util.regex.Pattern;

/** How values are written; one that is written otherwise is an {@link IllegalArgumentException}. */
final class ConfigValues {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(|B|KiB|MiB|GiB|TiB)");

    private ConfigValues() {}

    static String postgresUrl(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("jdbc:postgresql://HOST/DATABASE expected");
        }
        return text;
    }

    static String name(String text) {
        if (!text.matches("[A-Za-z0-9.:_-]{1,255}")) {
            throw new IllegalArgumentException("a host name or an address expected");
        }
        return text;
    }

    static String version(String text) {
        if (!text.matches("\\d{1,6}(\\.\\d{1,6}){2}")) {
            throw new IllegalArgumentException("a version such as 1.2.3 expected");
        }
        return text;
    }

    static MetricsReaders metricsReaders(String text) {
        return switch (text) {
            case "tokens" -> MetricsReaders.TOKENS;
            case "tokens-and-loopback" -> MetricsReaders.TOKENS_AND_LOOPBACK;
            default -> throw new IllegalArgumentException("tokens or tokens-and-loopback expected");
        };
    }

    static int count(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1) {
            throw new IllegalArgumentException("a whole number from 1 on expected");
        }
        return Integer.parseInt(text);
    }

    static int countOrZero(String text) {
        return text.equals("0") ? 0 : count(text);
    }

    static Duration duration(String text) {
        var match = DURATION.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("a duration such as 500ms, 30s, 15m, 12h or 7d");
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    static Duration positiveDuration(String text) {
        var duration = duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("more than nothing expected");
        }
        return duration;
    }

    /** Within what agents obey. */
    static Duration heartbeat(String text) {
        var duration = duration(text);
        if (duration.toSeconds() < 10 || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("from 10s to 1h expected");
        }
        return duration;
    }

    static long size(String text) {
        var match = SIZE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("a size such as 512MiB or 2GiB");
        }
        int shift =
                switch (match.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    case "TiB" -> 40;
                    default -> 0;
                };
        return Math.multiplyExact(Long.parseLong(match.group(1)), 1L << shift);
    }
}
