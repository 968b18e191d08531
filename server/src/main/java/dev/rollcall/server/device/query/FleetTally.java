package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FleetQuery.Asked;
import dev.rollcall.server.device.query.SelectionCounts.Count;
import dev.rollcall.server.device.query.SelectionCounts.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What was counted; of one thread until it is added up. */
final class FleetTally {
    private long yes;
    private long unknown;
    private long stale;
    private long total;
    private final long[] split;

    FleetTally(int claims) {
        this.split = new long[claims];
    }

    void add(FleetRow row, Asked whole, Asked scope, List<Asked> claims) {
        var truth = whole.of(row);
        // who matches is where the query says, too
        if (truth == Truth.YES || scope.of(row) == Truth.YES) {
            total++;
        }
        switch (truth) {
            case YES -> {
                yes++;
                for (int i = 0; i < split.length; i++) {
                    if (claims.get(i).of(row) == Truth.YES) {
                        split[i]++;
                    }
                }
            }
            case UNKNOWN -> unknown++;
            case STALE -> stale++;
            case NO -> {
                // is not asked for
            }
        }
    }

    FleetTally plus(FleetTally other) {
        var sum = new FleetTally(split.length);
        sum.yes = yes + other.yes;
        sum.unknown = unknown + other.unknown;
        sum.stale = stale + other.stale;
        sum.total = total + other.total;
        Arrays.setAll(sum.split, i -> split[i] + other.split[i]);
        return sum;
    }

    SelectionCounts counts(Optional<Query.Atom> splitting) {
        return new SelectionCounts(
                yes, unknown, stale, total, splitting.map(atom -> split(atom, split)));
    }

    private static Split split(Query.Atom atom, long[] counts) {
        var answers = new ArrayList<Count>();
        for (int i = 0; i < counts.length; i++) {
            answers.add(new Count(atom.anyOf().get(i).word(), counts[i]));
        }
        return new Split(atom.field().word(), answers);
    }
}
