package dev.rollcall.server.cli.terminal;

import java.time.Duration;
import java.util.regex.Pattern;

/** Reads lengths of time as people type them: 30s, 10m, 12h, 7d. */
public final class Lengths {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})(s|m|h|d)");

    private Lengths() {}

    public static Duration parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "not a length of time: " + text + "; write 30s, 10m, 12h or 7d");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
