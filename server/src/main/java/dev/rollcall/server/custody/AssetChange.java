package dev.rollcall.server.custody;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.server.custody.Asset.Purchase;
import dev.rollcall.server.custody.Asset.Standing;
import dev.rollcall.server.custody.Asset.Whereabouts;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person says of an asset, all of it as text: a tag keeps its zeros. What is left out stays;
 * an empty text takes away.
 *
 * @param unit by id or slug
 * @param status one of {@link AssetStatus}
 * @param statusOn since when, or when it went
 * @param purchasedOn as 2026-07-01
 * @param cost such as 1249.00
 */
record AssetChange(
        Optional<String> assetTag,
        Optional<String> serial,
        Optional<String> manufacturer,
        Optional<String> model,
        Optional<String> unit,
        Optional<String> status,
        Optional<String> statusOn,
        Optional<String> statusReason,
        Optional<String> building,
        Optional<String> room,
        Optional<String> holder,
        Optional<String> purchasedOn,
        Optional<String> cost,
        Optional<String> funding,
        Optional<String> note) {

    private static final Pattern COST = Pattern.compile("\\d{1,10}(\\.\\d{1,2})?");
    private static final ZoneOffset EARLIEST = ZoneOffset.ofHours(14);

    AssetChange {
        assetTag = given(assetTag);
        serial = given(serial);
        manufacturer = given(manufacturer);
        model = given(model);
        unit = given(unit);
        status = given(status);
        statusOn = given(statusOn);
        statusReason = given(statusReason);
        building = given(building);
        room = given(room);
        holder = given(holder);
        purchasedOn = given(purchasedOn);
        cost = given(cost);
        funding = given(funding);
        note = given(note);
    }

    @SuppressWarnings("NullAway") // Jackson leaves null what is not said
    private static Optional<String> given(Optional<String> value) {
        return Objects.requireNonNullElse(value, Optional.<String>empty()).map(String::strip);
    }

    /**
     * The asset as it is said to be; what cannot be is a {@link Problem} that names its field.
     *
     * @param to its unit from now on
     */
    Asset applied(Asset before, UnitId to, Instant now) {
        var after =
                new Asset(
                        before.id(),
                        to,
                        serial.isPresent() ? serial("serial") : before.serial(),
                        text("assetTag", assetTag, before.assetTag(), 120),
                        text("manufacturer", manufacturer, before.manufacturer(), 120),
                        text("model", model, before.model(), 120),
                        standing(before.standing(), now),
                        new Whereabouts(
                                text("building", building, before.whereabouts().building(), 120),
                                text("room", room, before.whereabouts().room(), 120),
                                text("holder", holder, before.whereabouts().holder(), 200)),
                        new Purchase(
                                purchasedOn.isPresent()
                                        ? date("purchasedOn", purchasedOn.get(), now)
                                        : before.purchase().on(),
                                cost.isPresent() ? money(cost.get()) : before.purchase().cost(),
                                text("funding", funding, before.purchase().funding(), 200)),
                        text("note", note, before.note(), 300),
                        true);
        if (after.serial().isEmpty() && after.assetTag().isEmpty()) {
            throw invalid("serial", "a thing has a serial, or a tag, or both");
        }
        return after;
    }

    /** As serials are compared; empty where none is said. */
    Optional<String> serial(String field) {
        var normal = serial.map(SerialNumbers::normal).filter(s -> !s.isEmpty());
        normal.ifPresent(s -> {
            if (s.length() > SerialNumbers.LONGEST || s.chars().anyMatch(Character::isISOControl)) {
                throw invalid(field, "a serial has up to 120 printable characters");
            }
            if (SerialNumbers.isJunk(s)) {
                throw invalid(field, "many machines have the serial \"" + s + "\"");
            }
        });
        return normal;
    }

    private Standing standing(Standing before, Instant now) {
        var said = status.filter(s -> !s.isEmpty()).map(AssetChange::status);
        var is = said.orElse(before.status());
        boolean other = is != before.status();
        var since =
                statusOn.isPresent()
                        ? date("statusOn", statusOn.get(), now)
                        : other ? Optional.<LocalDate>empty() : before.on();
        if (since.isEmpty() && is.isGone()) {
            since = Optional.of(LocalDate.ofInstant(now, ZoneOffset.UTC));
        }
        var known = other ? Optional.<String>empty() : before.reason();
        return new Standing(is, since, text("statusReason", statusReason, known, 300));
    }

    private static AssetStatus status(String word) {
        return Arrays.stream(AssetStatus.values())
                .filter(s -> s.word().equals(word))
                .findFirst()
                .orElseThrow(() -> invalid("status", "status is one of " + AssetStatus.words()));
    }

    private static Optional<String> text(
            String field, Optional<String> said, Optional<String> known, int longest) {
        if (said.isEmpty()) {
            return known;
        }
        var text = said.get();
        if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(field, field + " has up to " + longest + " printable characters");
        }
        return said.filter(t -> !t.isEmpty());
    }

    private static Optional<LocalDate> date(String field, String text, Instant now) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var date = LocalDate.parse(text);
            if (date.getYear() < 1970 || date.isAfter(LocalDate.ofInstant(now, EARLIEST))) {
                throw invalid(field, field + " is a date from 1970 to today");
            }
            return Optional.of(date);
        } catch (DateTimeException e) {
            throw invalid(field, field + " is a date, such as 2026-07-01");
        }
    }

    private static Optional<BigDecimal> money(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!COST.matcher(text).matches()) {
            throw invalid("cost", "cost is a sum, such as 1249.00");
        }
        return Optional.of(new BigDecimal(text).setScale(2));
    }

    static Problem invalid(String field, String sentence) {
        return new Problem(ProblemCode.INVALID_VALUE, sentence, Map.of("field", field));
    }
}
