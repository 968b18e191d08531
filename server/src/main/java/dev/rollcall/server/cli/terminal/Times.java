package dev.rollcall.server.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a technician reads times: in the local zone, with how long ago it was. */
public final class Times {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private Times() {}

    public static String minute(Instant instant, ZoneId zone) {
        return MINUTE.format(instant.atZone(zone));
    }

    /** Such as "3 min ago"; the larger of two units only. */
    static String ago(Instant instant, Instant now) {
        var passed = Duration.between(instant, now);
        return passed.isNegative() ? "in " + length(passed.negated()) : length(passed) + " ago";
    }

    /** Such as "3 min"; the larger of two units only. */
    public static String length(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 2 * 86_400) {
            return seconds / 3600 + " h";
        }
        return seconds / 86_400 + " days";
    }
}
