package dev.rollcall.server.device.query;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads sizes as people write them: 8GiB, 7.5 GB. */
final class ByteSize {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,6})?)([a-z]+)");

    private static final Map<String, Long> UNITS =
            Map.of(
                    "b", 1L,
                    "kb", 1_000L,
                    "mb", 1_000_000L,
                    "gb", 1_000_000_000L,
                    "tb", 1_000_000_000_000L,
                    "kib", 1L << 10,
                    "mib", 1L << 20,
                    "gib", 1L << 30,
                    "tib", 1L << 40);

    private ByteSize() {}

    /** Whole bytes, rounded down; empty for what is no size. */
    static Optional<Long> parse(String text) {
        var form = FORM.matcher(TextPattern.fold(text));
        if (!form.matches()) {
            return Optional.empty();
        }
        var unit = UNITS.get(form.group(2));
        if (unit == null) {
            return Optional.empty();
        }
        var bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(bytes.longValue());
    }
}
