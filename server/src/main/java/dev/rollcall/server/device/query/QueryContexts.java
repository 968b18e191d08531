package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Gathers what a query needs to know besides the devices. */
public final class QueryContexts {

    private final Units units;
    private final PoliciesInForce policies;

    /** What this room needs of the policies: what is in force where. */
    @FunctionalInterface
    public interface PoliciesInForce {

        /** Every unit of the district once. */
        List<InForce> of(Handle handle, DistrictId district);
    }

    public QueryContexts(Units units, PoliciesInForce policies) {
        this.units = units;
        this.policies = policies;
    }

    /** What memory does not have: units and policies. */
    QueryContext gather(Handle handle, DeviceSelection.Question question) {
        var paths = paths(units.tree(handle, question.district()));
        question.query().atoms().forEach(atom -> requireUnits(atom, paths));
        return new QueryContext(question.now(), paths, inForce(handle, question));
    }

    private List<InForce> inForce(Handle handle, DeviceSelection.Question question) {
        return asksFor(question, Field.POLICY)
                ? policies.of(handle, question.district())
                : List.of();
    }

    private static boolean asksFor(DeviceSelection.Question question, Field field) {
        return question.query().atoms().anyMatch(atom -> atom.field() == field);
    }

    private static Map<UnitId, List<String>> paths(UnitTree tree) {
        var paths = new HashMap<UnitId, List<String>>();
        tree.all()
                .forEach(unit ->
                        paths.put(
                                unit.id(), tree.path(unit.id()).stream().map(Unit::slug).toList()));
        return paths;
    }

    private static void requireUnits(Query.Atom atom, Map<UnitId, List<String>> paths) {
        atom.anyOf().stream()
                .filter(Claim.Below.class::isInstance)
                .map(Claim.Below.class::cast)
                .filter(below -> paths.values().stream().noneMatch(below::names))
                .findFirst()
                .ifPresent(below -> {
                    throw noUnit(below, paths, atom.position());
                });
    }

    private static Problem noUnit(
            Claim.Below below, Map<UnitId, List<String>> paths, int position) {
        var slugs = paths.values().stream().map(List::getLast).sorted().toList();
        return QueryParser.mistake(
                position,
                "there is no unit "
                        + below.word()
                        + NearestName.hint(below.slugs().getLast(), slugs));
    }
}
