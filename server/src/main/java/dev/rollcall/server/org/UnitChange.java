package dev.rollcall.server.org;

import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What to change of a unit.
 *
 * @param inheritReturnGrace whether what holds above shall hold, in place of days
 * @param inheritHistory likewise
 */
record UnitChange(
        Optional<String> name,
        Optional<String> parent,
        Optional<String> timeZone,
        Optional<Integer> returnGraceDays,
        Optional<Boolean> inheritReturnGrace,
        Optional<Integer> historyDays,
        Optional<Boolean> inheritHistory) {

    UnitChange {
        name = Objects.requireNonNullElse(name, Optional.empty());
        parent = Objects.requireNonNullElse(parent, Optional.empty());
        timeZone = Objects.requireNonNullElse(timeZone, Optional.empty());
        returnGraceDays = Objects.requireNonNullElse(returnGraceDays, Optional.empty());
        inheritReturnGrace = Objects.requireNonNullElse(inheritReturnGrace, Optional.empty());
        historyDays = Objects.requireNonNullElse(historyDays, Optional.empty());
        inheritHistory = Objects.requireNonNullElse(inheritHistory, Optional.empty());
    }

    boolean changesReturnGrace() {
        return changes(
                returnGraceDays,
                inheritReturnGrace,
                "a grace of its own and an inherited one exclude each other",
                "inheritReturnGrace");
    }

    boolean changesHistory() {
        return changes(
                historyDays,
                inheritHistory,
                "days of its own and inherited ones exclude each other",
                "inheritHistory");
    }

    private static boolean changes(
            Optional<Integer> own, Optional<Boolean> inherit, String both, String field) {
        boolean inherits = inherit.orElse(false);
        if (own.isPresent() && inherits) {
            throw new Problem(ProblemCode.INVALID_VALUE, both, Map.of("field", field));
        }
        return own.isPresent() || inherits;
    }
}
