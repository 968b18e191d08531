package dev.rollcall.server.policy;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import dev.rollcall.server.policy.file.Mistake;
import dev.rollcall.server.policy.file.PolicyFile;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the units that a policy file names. Pure. */
final class AssignedUnits {

    private AssignedUnits() {}

    /**
     * Every unit with its pin; all that cannot be found, and all impossible pins, in one problem.
     */
    static Map<UnitId, Optional<Integer>> of(UnitTree tree, PolicyFile file, int latest) {
        var units = new LinkedHashMap<UnitId, Optional<Integer>>();
        var mistakes = new ArrayList<Mistake>();
        for (var assign : file.assign()) {
            var unit = find(tree, assign.unit());
            if (unit.isEmpty()) {
                mistakes.add(new Mistake(assign.line(), unknown(tree, assign.unit())));
            } else if (assign.version().filter(v -> v > latest).isPresent()) {
                mistakes.add(
                        new Mistake(
                                assign.line(),
                                assign.unit() + ": there is no version " + assign.version().get()));
            } else if (units.putIfAbsent(unit.get().id(), assign.version()) != null) {
                mistakes.add(new Mistake(assign.line(), assign.unit() + " is assigned twice"));
            }
        }
        if (!mistakes.isEmpty()) {
            throw problem(mistakes);
        }
        return units;
    }

    static UnitId resolve(UnitTree tree, PolicyFile.Assign assign) {
        return find(tree, assign.unit())
                .map(Unit::id)
                .orElseThrow(() ->
                        problem(List.of(new Mistake(assign.line(), unknown(tree, assign.unit())))));
    }

    /** By slug, or by a path whose steps are units above one another. */
    static Optional<Unit> find(UnitTree tree, String path) {
        var steps = List.of(path.split("/", -1));
        return tree.find(steps.getLast())
                .filter(unit -> {
                    var above = tree.path(unit.id()).stream().map(Unit::slug).toList();
                    int first = above.size() - steps.size();
                    return first >= 0 && above.subList(first, above.size()).equals(steps);
                });
    }

    private static String unknown(UnitTree tree, String path) {
        var slugs = tree.all().stream().map(Unit::slug).toList();
        return "there is no unit "
                + path
                + NearestName.to(path, slugs).map(s -> "; did you mean " + s + "?").orElse("");
    }

    private static Problem problem(List<Mistake> mistakes) {
        return new Problem(
                ProblemCode.INVALID_POLICY,
                String.join("; ", mistakes.stream().map(Mistake::toString).toList()),
                Map.of("mistakes", List.copyOf(mistakes)));
    }
}
