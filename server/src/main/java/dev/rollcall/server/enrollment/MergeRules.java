package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.device.RetiredAs;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Says whether two records may become one, and whose enrollment goes on. Pure.
 *
 * <p>A record has at most one enrollment that lives. Where both have one, two machines may well be
 * out there; then only a person can say which of them is the device.
 */
final class MergeRules {

    private MergeRules() {}

    /** An enrollment that lives. @param seen when it last checked in, or joined */
    record Living(EnrollmentId id, Instant seen) {}

    /**
     * What is known of one of the two records.
     *
     * @param mergedInto what people call the record that it is part of already
     * @param hasParts whether other records are part of it
     * @param inClones the open case of clones that its enrollment is in
     */
    record Side(
            DeviceId id,
            String name,
            Optional<Living> living,
            Optional<RetiredAs> retired,
            Optional<String> mergedInto,
            boolean hasParts,
            Optional<Integer> inClones) {

        Side {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
        }
    }

    /** The answer. */
    sealed interface Verdict {

        /**
         * They become one.
         *
         * @param ends the record whose enrollment ends first
         * @param carried the enrollment of the record that is given up, which goes on
         */
        record Join(Optional<DeviceId> ends, Optional<EnrollmentId> carried) implements Verdict {}

        /** They do not. */
        record Refuse(String why) implements Verdict {}
    }

    /**
     * @param from the record that is given up
     * @param into the record that goes on
     * @param end the one of the two whose enrollment shall end
     */
    static Verdict decide(Side from, Side into, Optional<DeviceId> end) {
        if (from.id().equals(into.id())) {
            return new Verdict.Refuse("a record cannot be merged into itself");
        }
        return objection(from)
                .or(() -> objection(into))
                .or(() ->
                        from.hasParts()
                                ? Optional.of(
                                        "other records are merged into "
                                                + from.name()
                                                + ": unmerge them first, or merge the other way"
                                                + " round")
                                : Optional.empty())
                .or(() -> aboutTheEnd(from, into, end))
                .<Verdict>map(Verdict.Refuse::new)
                .orElseGet(() -> {
                    boolean goesOn = from.living().isPresent() && !names(end, from);
                    return new Verdict.Join(
                            end, from.living().map(Living::id).filter(id -> goesOn));
                });
    }

    /** An intent of a record, such as stolen, is not hidden behind another one. */
    private static Optional<String> objection(Side side) {
        if (side.mergedInto().isPresent()) {
            return Optional.of(
                    "%s is merged into %s already".formatted(side.name(), side.mergedInto().get()));
        }
        if (side.retired().isPresent()) {
            return Optional.of(
                    "%s is retired as %s: unretire it first"
                            .formatted(side.name(), side.retired().get().word()));
        }
        return side.inClones()
                .map(number ->
                        "%s is in a case of clones, C-%d: let that be settled, or close it"
                                .formatted(side.name(), number));
    }

    private static Optional<String> aboutTheEnd(Side from, Side into, Optional<DeviceId> end) {
        if (end.isEmpty()) {
            return from.living().isPresent() && into.living().isPresent()
                    ? Optional.of(
                            "both are alive: %s, and %s; say whose enrollment ends (end)"
                                    .formatted(seen(from), seen(into)))
                    : Optional.empty();
        }
        var named = names(end, from) ? from : into;
        if (!names(end, named)) {
            return Optional.of("what ends is the enrollment of one of the two records");
        }
        return named.living().isEmpty()
                ? Optional.of(named.name() + " has no living enrollment that could end")
                : Optional.empty();
    }

    private static boolean names(Optional<DeviceId> end, Side side) {
        return end.equals(Optional.of(side.id()));
    }

    private static String seen(Side side) {
        return "%s (%s) was last seen %s"
                .formatted(side.name(), side.id(), side.living().orElseThrow().seen());
    }
}
