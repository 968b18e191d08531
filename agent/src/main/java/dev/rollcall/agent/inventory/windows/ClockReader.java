package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * In which time zone a device is, and whether the time service of Windows sets its clock. What
 * w32tm prints is translated, its numbers are not.
 */
final class ClockReader {

    private static final String ZONES = "zones.txt";
    private static final long DISABLED = 4;

    /** The leap indicator in the first line: 3 is that of a clock that nobody has set. */
    private static final Pattern LEAP = Pattern.compile(".*[^0-9]([0-3])\\(.*");

    /**
     * LOCL, as ReferenceId: a device that goes by its own clock says that it is in step with it.
     */
    private static final String BY_ITSELF = "0x4c4f434c";

    private ClockReader() {}

    /** As the time zone database names it; absent where only Windows knows it. */
    static Optional<String> zone(WindowsFacts facts) {
        return facts.rows("zone").stream()
                .flatMap(List::stream)
                .flatMap(row -> row.text().stream())
                .findFirst()
                .flatMap(ClockReader::named);
    }

    /** Absent where the service could not be asked about. */
    static Optional<TimeSource> source(WindowsFacts facts) {
        return facts.rows("clock")
                .filter(rows -> !rows.isEmpty())
                .map(List::getFirst)
                .flatMap(ClockReader::source);
    }

    private static Optional<TimeSource> source(Fields clock) {
        boolean off = clock.number("Start").equals(Optional.of(DISABLED));
        return clock.text("Type")
                .map(type ->
                        off || type.equalsIgnoreCase("NoSync")
                                ? TimeSource.NONE
                                : TimeSource.W32TIME);
    }

    /** Absent where the service does not run, as it does not all the time. */
    static Optional<Boolean> isSet(WindowsFacts facts) {
        if (!source(facts).equals(Optional.of(TimeSource.W32TIME))) {
            return Optional.empty();
        }
        var lines =
                facts.row("clock").list("Status").stream()
                        .flatMap(line -> line.text().stream())
                        .toList();
        boolean byItself =
                lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(BY_ITSELF));
        return lines.stream()
                .findFirst()
                .map(LEAP::matcher)
                .filter(leap -> leap.matches())
                .map(leap -> !leap.group(1).equals("3") && !byItself);
    }

    private static Optional<String> named(String windows) {
        try (var in = ClockReader.class.getResourceAsStream(ZONES)) {
            var table =
                    new String(
                            Objects.requireNonNull(in, ZONES).readAllBytes(),
                            StandardCharsets.UTF_8);
            var start = windows + " = ";
            return table.lines()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own resource cannot be read", e);
        }
    }
}
