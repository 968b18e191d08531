package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FleetTests.Test;
import java.util.List;

/** A query made ready to be asked of many rows in memory. */
final class FleetQuery {

    /** Says what the query answers of a device. */
    @FunctionalInterface
    interface Asked {
        Truth of(FleetRow row);
    }

    private final FleetTests tests;

    FleetQuery(FleetTests tests) {
        this.tests = tests;
    }

    Asked of(Query query) {
        return switch (query) {
            case Query.And and -> all(and.parts().stream().map(this::of).toList());
            case Query.Or or -> any(or.parts().stream().map(this::of).toList());
            case Query.Not not -> {
                var part = of(not.part());
                yield row -> part.of(row).not();
            }
            case Query.Atom atom ->
                    any(atom.anyOf().stream().map(claim -> claimed(atom.field(), claim)).toList());
            case Query.Word word -> {
                var named = FleetTests.named(word.pattern());
                yield row -> Truth.of(named.holds(row));
            }
        };
    }

    /** One value of an atom. */
    Asked claimed(Subject subject, Claim claim) {
        var known = tests.known(subject);
        var fresh = tests.fresh(subject);
        var partly = tests.partly(subject);
        return switch (claim) {
            case Claim.IsUnknown _ -> row -> Truth.of(!known.holds(row) || partly.holds(row));
            case Claim.IsStale _ -> row -> Truth.of(known.holds(row) && !fresh.holds(row));
            default -> judged(known, fresh, tests.holds(subject, claim), partly);
        };
    }

    private static Asked judged(Test known, Test fresh, Test holds, Test partly) {
        return row -> {
            if (!known.holds(row)) {
                return Truth.UNKNOWN;
            }
            if (!fresh.holds(row)) {
                return Truth.STALE;
            }
            if (holds.holds(row)) {
                return Truth.YES;
            }
            return partly.holds(row) ? Truth.UNKNOWN : Truth.NO;
        };
    }

    private static Asked all(List<Asked> list) {
        if (list.size() == 1) {
            return list.getFirst();
        }
        var parts = list.toArray(Asked[]::new);
        return row -> {
            var truth = Truth.YES;
            for (var part : parts) {
                truth = truth.and(part.of(row));
                if (truth == Truth.NO) {
                    return truth;
                }
            }
            return truth;
        };
    }

    private static Asked any(List<Asked> list) {
        if (list.size() == 1) {
            return list.getFirst();
        }
        var parts = list.toArray(Asked[]::new);
        return row -> {
            var truth = Truth.NO;
            for (var part : parts) {
                truth = truth.or(part.of(row));
                if (truth == Truth.YES) {
                    return truth;
                }
            }
            return truth;
        };
    }
}
