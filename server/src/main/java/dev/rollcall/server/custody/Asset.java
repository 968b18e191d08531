package dev.rollcall.server.custody;

import dev.rollcall.common.id.UnitId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A physical thing as it is at one time. It has a serial or a tag.
 *
 * @param unit that it belongs to
 * @param serial as it is compared
 * @param byPeople whether a person said something of it; then inventory only adds what is missing
 */
record Asset(
        UUID id,
        UnitId unit,
        Optional<String> serial,
        Optional<String> assetTag,
        Optional<String> manufacturer,
        Optional<String> model,
        Standing standing,
        Whereabouts whereabouts,
        Purchase purchase,
        Optional<String> note,
        boolean byPeople) {

    /**
     * @param on since when, or when it went, as people said
     */
    record Standing(AssetStatus status, Optional<LocalDate> on, Optional<String> reason) {

        static final Standing IN_SERVICE =
                new Standing(AssetStatus.IN_SERVICE, Optional.empty(), Optional.empty());
    }

    /** Where it is, or who has it. */
    record Whereabouts(Optional<String> building, Optional<String> room, Optional<String> holder) {

        static final Whereabouts UNKNOWN =
                new Whereabouts(Optional.empty(), Optional.empty(), Optional.empty());

        boolean isUnknown() {
            return building.isEmpty() && room.isEmpty() && holder.isEmpty();
        }
    }

    /**
     * @param cost with two digits after the point, in the district's currency
     * @param funding from which it was paid, such as an award with its number
     */
    record Purchase(Optional<LocalDate> on, Optional<BigDecimal> cost, Optional<String> funding) {

        static final Purchase UNKNOWN =
                new Purchase(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What a machine's inventory says of it. */
    record Machine(
            String serial,
            Optional<String> assetTag,
            Optional<String> manufacturer,
            Optional<String> model) {

        static Machine unseen(String serial) {
            return new Machine(serial, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    Asset {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(whereabouts, "whereabouts");
        Objects.requireNonNull(purchase, "purchase");
    }

    /** One of which nobody said more yet than what it is. */
    static Asset of(UUID id, UnitId unit, Machine machine) {
        return new Asset(
                id,
                unit,
                Optional.of(machine.serial()),
                machine.assetTag(),
                machine.manufacturer(),
                machine.model(),
                Standing.IN_SERVICE,
                Whereabouts.UNKNOWN,
                Purchase.UNKNOWN,
                Optional.empty(),
                false);
    }

    /** With what was seen of it later; what was not said stays as it was known. */
    Asset seenAs(Machine later) {
        return new Asset(
                id,
                unit,
                Optional.of(later.serial()),
                newer(assetTag, later.assetTag()),
                newer(manufacturer, later.manufacturer()),
                newer(model, later.model()),
                standing,
                whereabouts,
                purchase,
                note,
                byPeople);
    }

    private Optional<String> newer(Optional<String> known, Optional<String> seen) {
        return byPeople ? known.or(() -> seen) : seen.or(() -> known);
    }

    boolean hasSerial(String text) {
        return serial.equals(Optional.of(text));
    }

    Asset standing(Standing later) {
        return new Asset(
                id,
                unit,
                serial,
                assetTag,
                manufacturer,
                model,
                later,
                whereabouts,
                purchase,
                note,
                true);
    }

    /** What people call it. */
    String name() {
        return assetTag.or(() -> serial).orElseGet(id::toString);
    }
}
