package dev.rollcall.server.policy;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A district's tree and all its assignments at one moment; knows what is in force at each unit.
 * Safe for use by many threads.
 */
final class Rulebook {

    private final UnitTree tree;
    private final List<Assigned> assigned;
    private final Map<UnitId, EffectivePolicy> effective = new ConcurrentHashMap<>();

    Rulebook(UnitTree tree, List<Assigned> assigned) {
        this.tree = tree;
        this.assigned = List.copyOf(assigned);
    }

    UnitTree tree() {
        return tree;
    }

    List<Assigned> assigned() {
        return assigned;
    }

    EffectivePolicy at(UnitId unit) {
        return effective.computeIfAbsent(
                unit,
                u -> EffectivePolicy.along(tree.path(u).stream().map(Unit::id).toList(), assigned));
    }

    /** Units where something else is in force than in the other book. */
    Set<UnitId> differingFrom(Rulebook other) {
        return tree.all().stream()
                .map(Unit::id)
                .filter(unit -> !at(unit).hash().equals(other.at(unit).hash()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
