package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.Merge;
import dev.rollcall.server.device.MergedRecords;
import dev.rollcall.server.device.Presence;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.RecordKeeper;
import dev.rollcall.server.device.Retirement;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.MergeRules.Living;
import dev.rollcall.server.enrollment.MergeRules.Side;
import dev.rollcall.server.enrollment.MergeRules.Verdict;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.AfterCommit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Makes one record of two, and two again. In one transaction of its caller: before it nothing has
 * happened, after it everything has.
 *
 * <p>The link is dated, and no row of the past is moved. The enrollments of the record that is
 * given up are those of the other one from then on ({@code enrollment.record_id}); its certificate
 * names the enrollment, so the device goes on with it. Its session is closed without a word, and it
 * comes back as the other record.
 *
 * <p>Runs are of an enrollment, and an order is signed for the record that the enrollment joined as
 * ({@code enrollment.device_id}, which never changes). So open runs need no care: what is queued is
 * handed out with the path that it was signed with, what the agent has in its journal it answers,
 * and neither is void or asked twice. New orders name the same record as before for as long as that
 * enrollment lives.
 */
public final class Merges {

    private final Devices devices;
    private final Retirements retirements;
    private final Presences presences;
    private final MergedRecords merged;
    private final Departures departures;
    private final List<RecordKeeper> keepers;
    private final AuditLog audit;
    private final Consumer<EnrollmentId> reconnect;

    /**
     * @param reconnect closes the session of an enrollment, if there is one, so that it begins anew
     */
    public Merges(
            Devices devices,
            Retirements retirements,
            Presences presences,
            MergedRecords merged,
            Departures departures,
            List<RecordKeeper> keepers,
            AuditLog audit,
            Consumer<EnrollmentId> reconnect) {
        this.devices = devices;
        this.retirements = retirements;
        this.presences = presences;
        this.merged = merged;
        this.departures = departures;
        this.keepers = List.copyOf(keepers);
        this.audit = audit;
        this.reconnect = reconnect;
    }

    /**
     * That two records shall be one.
     *
     * @param end the one whose living enrollment ends, where both have one
     */
    record Wanted(
            DistrictId district,
            DeviceId from,
            DeviceId into,
            Optional<DeviceId> end,
            String reason,
            Actor actor,
            Instant now) {

        Wanted {
            Objects.requireNonNull(district, "district");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(into, "into");
            reason = Departures.clean(reason);
            Objects.requireNonNull(actor, "actor");
            Objects.requireNonNull(now, "now");
        }
    }

    /** What cannot be is a {@link Problem} that says why. */
    Merge merge(Handle handle, Wanted wanted) {
        var district = wanted.district();
        var from = device(handle, district, wanted.from());
        var into = device(handle, district, wanted.into());
        var verdict = MergeRules.decide(side(handle, from), side(handle, into), wanted.end());
        return switch (verdict) {
            case Verdict.Refuse(var why) -> throw new Problem(ProblemCode.CONFLICT, why);
            case Verdict.Join(var ends, var carried) -> {
                ends.ifPresent(record ->
                        departures.supersede(
                                handle,
                                district,
                                record,
                                "merged: " + wanted.reason(),
                                wanted.actor(),
                                wanted.now()));
                yield join(handle, wanted, from, into, carried);
            }
        };
    }

    private Merge join(
            Handle handle,
            Wanted wanted,
            Device from,
            Device into,
            Optional<EnrollmentId> carried) {
        var merge =
                new Merge(
                        wanted.district(),
                        from.id(),
                        into.id(),
                        carried,
                        wanted.now(),
                        Optional.empty(),
                        wanted.actor().name(),
                        wanted.reason());
        var settled = ReviewRows.settleSame(handle, merge);
        merged.add(handle, merge);
        EnrollmentRows.carry(handle, merge.district(), merge.from(), merge.into());
        keepers.forEach(keeper -> keeper.merged(handle, merge, carried.isPresent()));
        record(handle, merge, wanted, from, into, settled);
        carried.ifPresent(id -> AfterCommit.run(handle, () -> reconnect.accept(id)));
        KillPoint.pass("server.merge.before-commit");
        return merge;
    }

    /** What came of taking a merge back. @param notes what stays as it is, a sentence each */
    record Undone(Merge merge, boolean goesBack, List<String> notes) {

        Undone {
            notes = List.copyOf(notes);
        }
    }

    /**
     * The record is a device of its own again, with the enrollments that it had. What happened
     * since is not taken back, and is said. One that is not merged is a {@link Problem}.
     */
    Undone unmerge(
            Handle handle,
            DistrictId district,
            DeviceId from,
            String reason,
            Actor actor,
            Instant now) {
        var why = Departures.clean(reason);
        device(handle, district, from);
        var merge =
                merged.current(handle, district, from)
                        .orElseThrow(() ->
                                new Problem(ProblemCode.CONFLICT, "the record is not merged"));
        var own =
                EnrollmentRows.everOf(handle, district, from).stream()
                        .filter(enrollment -> enrollment.joinedAs().equals(from))
                        .toList();
        var living = own.stream().filter(e -> e.end().isEmpty()).findFirst();
        merged.end(handle, merge, now);
        EnrollmentRows.carryBack(handle, district, from);
        var notes = new ArrayList<String>(notes(handle, merge, own));
        for (var keeper : keepers) {
            notes.addAll(keeper.unmerged(handle, merge, living.isPresent(), now));
        }
        audit.record(
                handle,
                AuditEvent.changed(
                        district,
                        actor,
                        now,
                        "unmerged",
                        "device",
                        from.toString(),
                        told(merge),
                        Map.of("reason", why, "stays", notes)));
        living.ifPresent(e -> AfterCommit.run(handle, () -> reconnect.accept(e.id())));
        KillPoint.pass("server.unmerge.before-commit");
        return new Undone(merge, living.isPresent(), notes);
    }

    /** An end is not taken back. */
    private static List<String> notes(Handle handle, Merge merge, List<Enrollment> own) {
        var notes = new ArrayList<String>();
        own.stream()
                .filter(e -> merge.carried().equals(Optional.of(e.id())))
                .flatMap(e -> e.end().stream())
                .findFirst()
                .ifPresent(end ->
                        notes.add(
                                "its enrollment ended at %s as %s, and stays ended: enroll it again"
                                        .formatted(end.at(), end.reason().word())));
        var ended = new ArrayList<>(own);
        ended.addAll(EnrollmentRows.of(handle, merge.district(), merge.into()));
        ended.stream()
                .filter(e -> e.end().filter(end -> end.at().equals(merge.since())).isPresent())
                .findFirst()
                .ifPresent(e ->
                        notes.add(
                                "the enrollment of %s that the merge ended stays ended: enroll that device again"
                                        .formatted(e.joinedAs())));
        return notes;
    }

    private Device device(Handle handle, DistrictId district, DeviceId id) {
        return devices.find(handle, district, id)
                .orElseThrow(
                        () -> new Problem(ProblemCode.NOT_FOUND, "there is no such device " + id));
    }

    private Side side(Handle handle, Device device) {
        var living =
                EnrollmentRows.of(handle, device.district(), device.id()).stream()
                        .filter(e -> e.end().isEmpty())
                        .findFirst();
        var presence =
                presences
                        .find(handle, device.district(), device.id())
                        .filter(p -> living.filter(e -> e.id().equals(p.enrollment())).isPresent());
        return new Side(
                device.id(),
                device.displayName(),
                living.map(e ->
                        new Living(
                                e.id(), presence.map(Presence::lastCheckIn).orElse(e.startedAt()))),
                retirements.current(handle, device.district(), device.id()).map(Retirement::as),
                device.mergedInto()
                        .flatMap(into -> devices.find(handle, device.district(), into))
                        .map(Device::displayName),
                merged.of(handle, device.district(), device.id()).stream()
                        .anyMatch(m -> m.into().equals(device.id()) && m.until().isEmpty()),
                presence.flatMap(Presence::cloneCase));
    }

    private void record(
            Handle handle,
            Merge merge,
            Wanted wanted,
            Device from,
            Device into,
            List<String> settled) {
        var after = new LinkedHashMap<String, Object>(told(merge));
        wanted.end().ifPresent(record -> after.put("ended", record.toString()));
        if (!settled.isEmpty()) {
            after.put("reviews", settled);
        }
        audit.record(
                handle,
                AuditEvent.changed(
                        merge.district(),
                        wanted.actor(),
                        wanted.now(),
                        "merged",
                        "device",
                        merge.from().toString(),
                        Map.of("name", from.displayName(), "unit", from.unit().toString()),
                        after));
        audit.record(
                handle,
                AuditEvent.changed(
                        merge.district(),
                        wanted.actor(),
                        wanted.now(),
                        "taken-over",
                        "device",
                        merge.into().toString(),
                        Map.of("name", into.displayName(), "unit", into.unit().toString()),
                        Map.of("from", merge.from().toString(), "reason", merge.reason())));
    }

    private static Map<String, Object> told(Merge merge) {
        var told = new LinkedHashMap<String, Object>();
        told.put("into", merge.into().toString());
        merge.carried().ifPresent(id -> told.put("enrollment", id.toString()));
        told.put("reason", merge.reason());
        return told;
    }
}
