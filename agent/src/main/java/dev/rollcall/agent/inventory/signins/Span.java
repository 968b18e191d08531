package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The time in which an account has to be used so that it is not dormant: 180 days, and back to the
 * first of the month (UTC) that they begin in. An answer that turns says a month, and no day.
 */
record Span(Instant now, Instant since) {

    private static final Duration LEAST = Duration.ofDays(180);
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    static Span until(Instant now) {
        var begun = YearMonth.from(now.minus(LEAST).atOffset(ZoneOffset.UTC));
        return new Span(now, begun.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** By the device's own clock (proc_stat(5), proc_uptime(5)); empty where it does not tell. */
    static Optional<Span> of(DeviceFiles files) throws IOException {
        var booted =
                files.lines("/proc/stat").stream()
                        .filter(line -> line.startsWith("btime "))
                        .findFirst()
                        .flatMap(line -> DeviceFiles.wholeNumber(line.substring(6)))
                        .filter(seconds -> seconds < Integer.MAX_VALUE * 2L);
        var up = files.fact("/proc/uptime").flatMap(line -> seconds(line.split(" ")[0]));
        return booted.flatMap(at -> up.map(seconds -> until(Instant.ofEpochSecond(at + seconds))));
    }

    private static Optional<Long> seconds(String text) {
        return text.matches("\\d{1,10}(\\.\\d{1,9})?")
                ? Optional.of(new BigDecimal(text).longValue())
                : Optional.empty();
    }

    /** The month in which it ends, in the device's calendar. */
    String month() {
        return YearMonth.from(now.atOffset(ZoneOffset.UTC)).toString();
    }

    Seen seen(Instant when) {
        if (when.isAfter(now.plus(CLOCKS_DIFFER))) {
            return Seen.SENSELESS;
        }
        return when.isBefore(since) ? Seen.LONG_AGO : Seen.RECENTLY;
    }
}
