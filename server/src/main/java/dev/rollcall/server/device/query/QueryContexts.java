package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Gathers what a query needs to know before it becomes SQL. */
public final class QueryContexts {

    private final Units units;
    private final PackageBuckets packages;
    private final PoliciesInForce policies;

    /** What this room needs of the inventory: which buckets hold a package. */
    @FunctionalInterface
    public interface PackageBuckets {

        /** Buckets in use in the district with a package that is wanted. */
        List<Digest> holding(
                Handle handle, DistrictId district, Predicate<InstalledPackage> wanted);
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
                inForce(handle, question));
    }

    /** What memory does not have: units and policies. */
    QueryContext gatherForMemory(Handle handle, DeviceSelection.Question question) {
        var district = question.district();
        var paths = paths(units.tree(handle, district));
        question.query().atoms().forEach(atom -> requireUnits(atom, paths));
        return new QueryContext(
                question.now(), paths, Map.of(), Map.of(), inForce(handle, question));
    }

    private List<InForce> inForce(Handle handle, DeviceSelection.Question question) {
        return asksFor(question, Field.POLICY)
                ? policies.of(handle, question.district())
                : List.of();
    }

    private static boolean asksFor(DeviceSelection.Question question, Field field) {
        return question.query().atoms().anyMatch(atom -> atom.field() == field);
    }

    private static Map<Subject, List<String>> versions(
            Handle handle, DeviceSelection.Question question) {
        return question.query()
                .atoms()
                .filter(atom -> atom.anyOf().stream().anyMatch(Claim.Version.class::isInstance))
                .map(Query.Atom::field)
                .distinct()
                .collect(
                        Collectors.toMap(
                                subject -> subject,
                                subject -> VersionValues.of(handle, question.district(), subject)));
    }

    private Map<Claim, List<Digest>> buckets(Handle handle, DeviceSelection.Question question) {
        return question.query()
                .atoms()
                .filter(atom -> atom.field() == Field.PACKAGE)
                .flatMap(atom -> atom.anyOf().stream())
                .filter(claim -> claim instanceof Claim.Matches || claim instanceof Claim.Installed)
                .distinct()
                .collect(
                        Collectors.toMap(
                                claim -> claim,
                                claim ->
                                        packages.holding(
                                                handle, question.district(), wanted(claim))));
    }

    private static Predicate<InstalledPackage> wanted(Claim claim) {
        return switch (claim) {
            case Claim.Installed installed -> installed::holds;
            case Claim.Matches matches -> p -> matches.pattern().matches(p.name());
            default -> throw new IllegalStateException("no claim about packages");
        };
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
