package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.PlainText;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a new token permits.
 *
 * @param uses one unless said otherwise, at most 10,000
 * @param validFor seven days unless said otherwise, at most a year
 * @param serials of the devices that it is for, as they are kept; of any where there are none
 * @param addresses from where it may be used; from everywhere where there are none
 */
public record NewToken(
        DistrictId district,
        UnitId unit,
        int uses,
        Duration validFor,
        Optional<String> note,
        Set<String> serials,
        List<AddressRange> addresses) {

    public static final int USUAL_USES = 1;
    public static final Duration USUAL_VALIDITY = Duration.ofDays(7);

    private static final int MOST_USES = 10_000;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_NOTE = 200;
    private static final int MOST_RANGES = 50;

    public NewToken {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(unit, "unit");
        if (uses < 1 || uses > MOST_USES) {
            throw invalid("uses", "a token has 1 to 10,000 uses");
        }
        if (!validFor.isPositive() || validFor.compareTo(LONGEST) > 0) {
            throw invalid("valid_for", "a token is valid for up to a year");
        }
        serials = Set.copyOf(serials);
        addresses = List.copyOf(addresses);
        if (serials.size() > MOST_USES || addresses.size() > MOST_RANGES) {
            throw invalid("serials", "a token is for up to 10,000 serials and 50 address ranges");
        }
        if (!serials.isEmpty() && uses > serials.size()) {
            throw invalid("uses", "a token for " + serials.size() + " serials has no more uses");
        }
        note =
                Objects.requireNonNullElse(note, Optional.<String>empty())
                        .map(String::strip)
                        .filter(n -> !n.isEmpty());
        if (note.filter(
                        n ->
                                n.length() > LONGEST_NOTE
                                        || n.chars().anyMatch(Character::isISOControl))
                .isPresent()) {
            throw invalid("note", "a note has up to 200 printable characters");
        }
    }

    /** Bound to nothing. */
    public NewToken(
            DistrictId district, UnitId unit, int uses, Duration validFor, Optional<String> note) {
        this(district, unit, uses, validFor, note, Set.of(), List.of());
    }

    /** One that is there twice, or tells no machine from another, is a {@link Problem}. */
    static Set<String> serials(Collection<String> written) {
        var serials = new LinkedHashSet<String>();
        for (var text : written) {
            var serial = SerialNumbers.normal(text);
            if (serial.length() > SerialNumbers.LONGEST
                    || !PlainText.line(serial, SerialNumbers.LONGEST).equals(serial)) {
                throw invalid("serials", "a serial has up to 120 printable characters");
            }
            if (SerialNumbers.isJunk(serial)) {
                throw invalid("serials", "many machines have the serial \"" + serial + "\"");
            }
            if (!serials.add(serial)) {
                throw invalid("serials", "the serial " + serial + " is there twice");
            }
        }
        return serials;
    }

    /** One that cannot be read is a {@link Problem}. */
    static List<AddressRange> addresses(Collection<String> written) {
        try {
            return written.stream().map(AddressRange::parse).toList();
        } catch (IllegalArgumentException e) {
            throw invalid("addresses", "an address range is not readable: " + e.getMessage());
        }
    }

    private static Problem invalid(String field, String sentence) {
        return new Problem(ProblemCode.INVALID_VALUE, sentence, Map.of("field", field));
    }
}
