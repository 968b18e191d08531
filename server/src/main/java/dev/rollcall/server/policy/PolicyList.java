package dev.rollcall.server.policy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import dev.rollcall.server.org.Units;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The questions about policies. */
public final class PolicyList {

    private final Units units;

    /**
     * Units in which the same settings are in force.
     *
     * @param hash of the settings, which results name
     * @param settings how many
     */
    public record InForce(Digest hash, int settings, List<UnitId> units) {

        public InForce {
            units = List.copyOf(units);
        }
    }

    public PolicyList(Units units) {
        this.units = units;
    }

    /** By name, from after the given one on. */
    public List<Policy> list(Handle handle, DistrictId district, String after, int limit) {
        var tree = units.tree(handle, district);
        return PolicyStore.list(handle, district, after, limit).stream()
                .map(stored -> policy(handle, district, tree, stored))
                .toList();
    }

    public Optional<Policy> find(Handle handle, DistrictId district, String name) {
        return PolicyStore.find(handle, district, name)
                .map(stored -> policy(handle, district, units.tree(handle, district), stored));
    }

    /** Newest first, those below a number. */
    public List<ListedVersion> versions(
            Handle handle, DistrictId district, String name, int below, int limit) {
        return PolicyStore.versions(handle, district, id(handle, district, name), below, limit);
    }

    /** One version with its source. */
    public Optional<PolicyVersion> version(
            Handle handle, DistrictId district, String name, int version) {
        return PolicyStore.version(handle, district, id(handle, district, name), version);
    }

    private static PolicyId id(Handle handle, DistrictId district, String name) {
        return PolicyStore.find(handle, district, name)
                .map(PolicyStore.Stored::id)
                .orElseThrow(() -> Policies.unknown(name));
    }

    /** On the devices of these units. */
    public PolicyCompliance compliance(
            Handle handle, DistrictId district, String name, Collection<UnitId> in) {
        return PolicyCompliance.of(handle, district, book(handle, district), name, in);
    }

    /** Which settings are in force in which units; every unit of the district once. */
    public List<InForce> inForce(Handle handle, DistrictId district) {
        var book = book(handle, district);
        return book.tree().all().stream()
                .map(Unit::id)
                .collect(Collectors.groupingBy(unit -> book.at(unit).hash()))
                .entrySet()
                .stream()
                .map(alike ->
                        new InForce(
                                alike.getKey(),
                                book.at(alike.getValue().getFirst()).lines().size(),
                                alike.getValue()))
                .toList();
    }

    /** What was in force at an instant, by unit of the tree as it was then. */
    public Map<UnitId, EffectivePolicy> at(Handle handle, DistrictId district, Instant at) {
        var book =
                new Rulebook(
                        units.treeAt(handle, district, at),
                        PolicyStore.assignedAt(handle, district, at));
        return book.tree().all().stream()
                .collect(Collectors.toMap(Unit::id, unit -> book.at(unit.id())));
    }

    /** Why a device has what it has, and how it holds. */
    public PolicyExplanation explain(
            Handle handle, DistrictId district, DeviceId device, UnitId unit) {
        var book = book(handle, district);
        var effective = book.at(unit);
        var known = PolicyResults.of(handle, district, device);
        return new PolicyExplanation(
                book.tree().path(unit).stream().map(Unit::slug).toList(),
                effective.hash(),
                effective.lines().stream()
                        .map(line -> explained(book.tree(), effective, line, known))
                        .toList(),
                known.values().stream()
                        .filter(result -> result.key().startsWith(SettingResult.GIVEN_BACK))
                        .sorted(Comparator.comparing(PolicyResults.Known::key))
                        .map(PolicyList::leftBehind)
                        .toList());
    }

    private static PolicyExplanation.LeftBehind leftBehind(PolicyResults.Known result) {
        return new PolicyExplanation.LeftBehind(
                result.key().substring(SettingResult.GIVEN_BACK.length()),
                result.detail(),
                result.checkedAt(),
                result.since());
    }

    private static PolicyExplanation.Line explained(
            UnitTree tree,
            EffectivePolicy effective,
            EffectivePolicy.Line line,
            Map<String, PolicyResults.Known> known) {
        var result =
                Optional.ofNullable(known.get(line.key()))
                        .filter(r -> r.policy().equals(effective.hash()));
        return new PolicyExplanation.Line(
                line.key(),
                line.setting(),
                origin(tree, line.source()),
                line.overrode().stream().map(source -> origin(tree, source)).toList(),
                result.map(PolicyResults.Known::state),
                result.map(PolicyResults.Known::detail).filter(text -> !text.isEmpty()),
                result.map(PolicyResults.Known::checkedAt),
                result.map(PolicyResults.Known::since));
    }

    private static PolicyExplanation.Origin origin(UnitTree tree, EffectivePolicy.Source source) {
        return new PolicyExplanation.Origin(
                source.name(), source.version(), slug(tree, source.unit()));
    }

    private static Policy policy(
            Handle handle, DistrictId district, UnitTree tree, PolicyStore.Stored stored) {
        var latest =
                PolicyStore.version(handle, district, stored.id(), stored.latest()).orElseThrow();
        var assignments =
                PolicyStore.open(handle, district, stored.id()).stream()
                        .map(open ->
                                new Policy.Assignment(
                                        slug(tree, open.unit()),
                                        open.pinned().orElse(stored.latest()),
                                        open.pinned().isPresent(),
                                        open.since()))
                        .toList();
        return new Policy(
                stored.id(),
                stored.name(),
                latest.description(),
                stored.latest(),
                PolicyStore.settings(handle, district, stored.id(), stored.latest()).size(),
                latest.createdAt(),
                latest.createdBy(),
                assignments);
    }

    private Rulebook book(Handle handle, DistrictId district) {
        return new Rulebook(units.tree(handle, district), PolicyStore.assigned(handle, district));
    }

    private static String slug(UnitTree tree, UnitId unit) {
        return tree.unit(unit).map(Unit::slug).orElse(unit.toString());
    }
}
