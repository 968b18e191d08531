package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Gathers what a query needs to know before it becomes SQL. */
public final class QueryContexts {

    private final Units units;
    private final PackageBuckets packages;
    private final PoliciesInForce policies;

    /** What this room needs of the inventory: which buckets hold a package. */
    @FunctionalInterface
    public interface PackageBuckets {

        /** Buckets in use in the district with a package whose name matches. */
        List<Digest> holding(Handle handle, DistrictId district, TextPattern name);
    }

    /** What this room needs of the policies: what is in force where. */
    @FunctionalInterface
    public interface PoliciesInForce {

        /** Every unit of the district once. */
        List<InForce> of(Handle handle, DistrictId district);
    }

    public QueryContexts(Units units, PackageBuckets packages, PoliciesInForce policies) {
        this.units = units;
        this.packages = packages;
        this.policies = policies;
    }

    QueryContext gather(Handle handle, DeviceSelection.Question question) {
        var district = question.district();
        var paths = paths(units.tree(handle, district));
        question.query().atoms().forEach(atom -> requireUnits(atom, paths));
        return new QueryContext(
                question.now(),
                paths,
                versions(handle, question),
                buckets(handle, question),
                asksFor(question, Field.POLICY) ? policies.of(handle, district) : List.of());
    }

    private static boolean asksFor(DeviceSelection.Question question, Field field) {
        return question.query().atoms().anyMatch(atom -> atom.field() == field);
    }

    private static Map<Field, List<String>> versions(
            Handle handle, DeviceSelection.Question question) {
        return Stream.of(Field.AGENT, Field.OS_VERSION)
                .filter(field -> asksFor(question, field))
                .collect(
                        Collectors.toMap(
                                field -> field,
                                field -> VersionValues.of(handle, question.district(), field)));
    }

    private Map<TextPattern, List<Digest>> buckets(
            Handle handle, DeviceSelection.Question question) {
        return question.query()
                .atoms()
                .filter(atom -> atom.field() == Field.PACKAGE)
                .flatMap(atom -> atom.anyOf().stream())
                .filter(Claim.Matches.class::isInstance)
                .map(claim -> ((Claim.Matches) claim).pattern())
                .distinct()
                .collect(
                        Collectors.toMap(
                                name -> name,
                                name -> packages.holding(handle, question.district(), name)));
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
