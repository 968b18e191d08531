package dev.rollcall.server.policy;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.policy.file.PolicyFile;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;

/**
 * Changes policies, hands out what is in force and records how it holds. {@link #offerFor}, {@link
 * #report} and changes belong in the writer's commands; the rest may be asked by any thread.
 */
public final class Policies {

    private final IdSource ids;
    private final InstantSource clock;
    private final Rulebooks books;
    private final PolicyDocuments documents;
    private final AtomicLong ignored = new AtomicLong();
    private final AtomicLong unsupported = new AtomicLong();

    public Policies(IdSource ids, Units units, Signer signer, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
        this.books = new Rulebooks(units, clock);
        this.documents = new PolicyDocuments(signer);
    }

    /**
     * What was done.
     *
     * @param devices to nudge: they get something else now
     * @param before what the policy was, of a policy that was there
     * @param after what it is
     */
    public record Applied(
            PolicyId policy,
            PolicyDiff diff,
            List<DeviceId> devices,
            Optional<PolicyState> before,
            PolicyState after) {

        public Applied {
            devices = List.copyOf(devices);
        }
    }

    /**
     * The document in force, unless the agent holds it; a comparison in memory in the common case.
     * An agent that holds nothing gets nothing where nothing is in force.
     */
    public Optional<PolicyOffer> offerFor(
            Handle handle, EnrolledDevice device, Optional<Digest> held) {
        var edition = books.current(handle, device.district());
        var effective = edition.book().at(device.unit());
        var current = held.map(effective.hash()::equals).orElse(effective.isEmpty());
        if (current) {
            return Optional.empty();
        }
        return Optional.of(
                documents.offer(
                        handle,
                        device.district(),
                        effective,
                        edition.versions().generation(),
                        clock.instant()));
    }

    /**
     * Records how settings hold; a report about a document we never made is ignored and counted.
     */
    public void report(Handle handle, EnrolledDevice device, PolicyReport report, Instant now) {
        var effective = books.current(handle, device.district()).book().at(device.unit());
        var keys =
                effective.hash().equals(report.policyHash())
                        ? Optional.of(effective.keys())
                        : PolicyDocuments.keys(handle, device.district(), report.policyHash());
        if (keys.isEmpty()) {
            ignored.incrementAndGet();
            return;
        }
        unsupported.addAndGet(
                report.results().stream()
                        .filter(r -> r.state() == SettingState.UNSUPPORTED)
                        .count());
        ReportedDocuments.record(
                handle, device.district(), device.device(), report.policyHash(), now);
        PolicyResults.record(
                handle,
                device.district(),
                device.device(),
                report.policyHash(),
                new ReportedResults(keys.get(), report.results()),
                now);
        KillPoint.pass("server.policy-report.before-commit");
    }

    /** Reports about documents that this district never made; for metrics. */
    public long ignored() {
        return ignored.get();
    }

    /** Settings that agents said they do not know; for metrics. */
    public long unsupported() {
        return unsupported.get();
    }

    /** What applying would change; nothing is written. */
    public PolicyDiff diff(Handle handle, DistrictId district, PolicyFile file) {
        var before = books.read(handle, district);
        return change(handle, district, file, before).diff();
    }

    /**
     * Makes a new version if a setting changed, and makes the policy apply to exactly the file's
     * units. The same file again changes nothing.
     */
    public Applied apply(
            Handle handle,
            DistrictId district,
            PolicyFile file,
            String source,
            String by,
            Instant now) {
        var before = books.read(handle, district);
        var change = change(handle, district, file, before);
        var policy =
                change.stored()
                        .map(PolicyStore.Stored::id)
                        .orElseGet(() -> new PolicyId(ids.next()));
        var was = change.stored().map(stored -> state(handle, district, stored, before));
        if (change.nothing()) {
            var same = was.orElseThrow(() -> new IllegalStateException("nothing became a policy"));
            return new Applied(policy, change.diff(), List.of(), was, same);
        }
        if (change.stored().isEmpty()) {
            PolicyStore.insert(handle, district, policy, file.name(), now);
        }
        if (change.newVersion()) {
            var version =
                    new PolicyVersion(change.diff().version(), file.description(), now, by, source);
            PolicyStore.insertVersion(handle, district, policy, version, change.settings());
        }
        change.unassigned()
                .forEach(unit -> PolicyStore.unassign(handle, district, policy, unit, now));
        change.assigned()
                .forEach((unit, pinned) -> {
                    PolicyStore.unassign(handle, district, policy, unit, now);
                    PolicyStore.assign(handle, district, policy, unit, pinned, now);
                });
        var is = state(handle, district, file.name(), before);
        return new Applied(policy, change.diff(), changed(handle, district, before), was, is);
    }

    /** Ends an assignment; the policy and its versions stay. */
    public Applied unassign(
            Handle handle, DistrictId district, String name, UnitId unit, Instant now) {
        var before = books.read(handle, district);
        var policy = PolicyStore.find(handle, district, name).orElseThrow(() -> unknown(name));
        if (PolicyStore.open(handle, district, policy.id()).stream()
                .noneMatch(a -> a.unit().equals(unit))) {
            throw new Problem(ProblemCode.NOT_FOUND, name + " is not assigned there.");
        }
        var was = state(handle, district, policy, before);
        PolicyStore.unassign(handle, district, policy.id(), unit, now);
        var is = state(handle, district, policy, before);
        var devices = changed(handle, district, before);
        var slug = before.tree().unit(unit).map(u -> u.slug()).orElse(unit.toString());
        var diff =
                new PolicyDiff(
                        name,
                        policy.latest(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(slug),
                        devices.size());
        return new Applied(policy.id(), diff, devices, Optional.of(was), is);
    }

    /** Makes a change of the tree; the devices that get something else after it. */
    public List<DeviceId> changedBy(Handle handle, DistrictId district, Runnable change) {
        var before = books.read(handle, district);
        change.run();
        books.forget(district);
        return ReachedDevices.in(
                handle, district, books.read(handle, district).differingFrom(before));
    }

    /** The units whose devices a file may change: where it applies now, and where it would. */
    public Set<UnitId> touched(Handle handle, DistrictId district, PolicyFile file) {
        var units = new HashSet<UnitId>(assignedUnits(handle, district, file.name()));
        var before = books.read(handle, district);
        file.assign().forEach(a -> units.add(AssignedUnits.resolve(before.tree(), a)));
        return Set.copyOf(units);
    }

    public Set<UnitId> assignedUnits(Handle handle, DistrictId district, String name) {
        var units = new HashSet<UnitId>();
        PolicyStore.find(handle, district, name)
                .ifPresent(policy ->
                        PolicyStore.open(handle, district, policy.id())
                                .forEach(open -> units.add(open.unit())));
        return Set.copyOf(units);
    }

    private List<DeviceId> changed(Handle handle, DistrictId district, Rulebook before) {
        var after = books.read(handle, district);
        PolicyStore.raiseGeneration(handle, district);
        books.forget(district);
        KillPoint.pass("server.policy.before-commit");
        return ReachedDevices.in(handle, district, after.differingFrom(before));
    }

    private static PolicyState state(
            Handle handle, DistrictId district, String name, Rulebook book) {
        var stored = PolicyStore.find(handle, district, name).orElseThrow(() -> unknown(name));
        return state(handle, district, stored, book);
    }

    private static PolicyState state(
            Handle handle, DistrictId district, PolicyStore.Stored policy, Rulebook book) {
        var units =
                PolicyStore.open(handle, district, policy.id()).stream()
                        .map(open ->
                                book.tree()
                                                .unit(open.unit())
                                                .map(u -> u.slug())
                                                .orElse(open.unit().toString())
                                        + open.pinned().map(v -> "@" + v).orElse(""))
                        .sorted()
                        .toList();
        return PolicyState.of(
                policy.latest(),
                units,
                PolicyStore.settings(handle, district, policy.id(), policy.latest()));
    }

    /** What a file means beside what is there. */
    private record Change(
            Optional<PolicyStore.Stored> stored,
            List<JsonNode> settings,
            boolean newVersion,
            Map<UnitId, Optional<Integer>> assigned,
            List<UnitId> unassigned,
            PolicyDiff diff) {

        boolean nothing() {
            return !newVersion && assigned.isEmpty() && unassigned.isEmpty();
        }
    }

    private Change change(Handle handle, DistrictId district, PolicyFile file, Rulebook before) {
        var stored = PolicyStore.find(handle, district, file.name());
        var old =
                stored.map(p -> PolicyStore.settings(handle, district, p.id(), p.latest()))
                        .orElse(List.of());
        List<JsonNode> settings =
                file.settings().stream().<JsonNode>map(s -> Json.wire().valueToTree(s)).toList();
        var keys = PolicyDiff.Keys.between(old, settings);
        var isNew =
                !keys.same()
                        || !described(handle, district, stored)
                                .equals(Optional.of(file.description()));
        int latest = stored.map(PolicyStore.Stored::latest).orElse(0) + (isNew ? 1 : 0);
        var wanted = AssignedUnits.of(before.tree(), file, latest);
        var open = new HashMap<UnitId, Optional<Integer>>();
        stored.ifPresent(p ->
                PolicyStore.open(handle, district, p.id())
                        .forEach(a -> open.put(a.unit(), a.pinned())));
        var assigned = new HashMap<>(wanted);
        assigned.entrySet().removeIf(e -> e.getValue().equals(open.get(e.getKey())));
        var unassigned = open.keySet().stream().filter(u -> !wanted.containsKey(u)).toList();
        var after = after(handle, district, file, before, stored, settings, latest, wanted);
        var diff =
                new PolicyDiff(
                        file.name(),
                        latest,
                        keys.added(),
                        keys.changed(),
                        keys.removed(),
                        slugs(before, assigned.keySet()),
                        slugs(before, unassigned),
                        ReachedDevices.count(handle, district, after.differingFrom(before)));
        return new Change(stored, settings, isNew, assigned, unassigned, diff);
    }

    private static Optional<String> described(
            Handle handle, DistrictId district, Optional<PolicyStore.Stored> stored) {
        return stored.flatMap(p -> PolicyStore.version(handle, district, p.id(), p.latest()))
                .map(PolicyVersion::description);
    }

    private static Rulebook after(
            Handle handle,
            DistrictId district,
            PolicyFile file,
            Rulebook before,
            Optional<PolicyStore.Stored> stored,
            List<JsonNode> settings,
            int latest,
            Map<UnitId, Optional<Integer>> wanted) {
        var assigned =
                new ArrayList<>(
                        before.assigned().stream()
                                .filter(a -> !a.name().equals(file.name()))
                                .toList());
        var id = stored.map(PolicyStore.Stored::id).orElse(new PolicyId(district.value()));
        wanted.forEach((unit, pinned) -> {
            int version = pinned.orElse(latest);
            var content =
                    version == latest
                            ? settings
                            : PolicyStore.settings(handle, district, id, version);
            assigned.add(new Assigned(id, file.name(), version, unit, content));
        });
        return new Rulebook(before.tree(), assigned);
    }

    private static List<String> slugs(Rulebook book, Iterable<UnitId> units) {
        var slugs = new ArrayList<String>();
        units.forEach(unit -> book.tree().unit(unit).ifPresent(u -> slugs.add(u.slug())));
        return slugs.stream().sorted().toList();
    }

    static Problem unknown(String name) {
        return new Problem(ProblemCode.NOT_FOUND, "There is no policy " + name + ".");
    }
}
