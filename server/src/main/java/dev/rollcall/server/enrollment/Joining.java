package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.pki.Authorities;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes an enrollment for whoever was let in, on a new record or on one that there is, whose living
 * enrollment then ends as superseded. In the transaction of its caller.
 */
final class Joining {

    private final Devices devices;
    private final Authorities authorities;
    private final Departures departures;
    private final UrgentOrders urgent;
    private final AuditLog audit;
    private final IdSource ids;

    Joining(
            Devices devices,
            Authorities authorities,
            Departures departures,
            UrgentOrders urgent,
            AuditLog audit,
            IdSource ids) {
        this.devices = devices;
        this.authorities = authorities;
        this.departures = departures;
        this.urgent = urgent;
        this.audit = audit;
        this.ids = ids;
    }

    /**
     * Who joins.
     *
     * @param unit where a new record begins
     * @param cameFrom the record in another district that a new one was before
     */
    record Joiner(
            DistrictId district,
            TokenId token,
            UnitId unit,
            Optional<DeviceId> cameFrom,
            PublicKey key,
            AddressKind from) {

        Digest fingerprint() {
            return Digest.of(key.getEncoded());
        }
    }

    Accepted join(Handle handle, Joiner joiner, Optional<DeviceId> onto, Instant now) {
        var district = joiner.district();
        var before = onto.flatMap(device -> devices.find(handle, district, device));
        var id = new EnrollmentId(ids.next());
        var actor = Actor.device(id.toString());
        before.ifPresent(
                record -> departures.supersede(handle, district, record.id(), id, actor, now));
        var unit = before.map(record -> record.unit()).orElse(joiner.unit());
        var device =
                before.map(record -> record.id())
                        .orElseGet(() ->
                                devices.create(handle, district, unit, joiner.cameFrom(), now));
        var enrollment =
                new Enrollment(
                        district,
                        id,
                        device,
                        device,
                        unit,
                        joiner.token(),
                        joiner.fingerprint(),
                        KeyProtection.FILE,
                        joiner.from(),
                        now,
                        Optional.empty());
        EnrollmentRows.add(handle, enrollment);
        var issued = authorities.issue(handle, district, id, joiner.key(), now);
        AttestedKeys.joined(handle, district, joiner.fingerprint(), id);
        int asked =
                before.map(record ->
                                urgent.follow(
                                        handle,
                                        enrollment.enrolledDevice(),
                                        record.id(),
                                        Optional.empty(),
                                        now))
                        .orElse(0);
        var told = new HashMap<String, Object>();
        told.put("enrollment", id.toString());
        told.put("unit", unit.toString());
        told.put("token", joiner.token().toString());
        told.put("serial", issued.leaf().getSerialNumber().toString(16));
        told.put("record", before.isPresent() ? "known" : "new");
        if (asked > 0) {
            told.put("urgentJobs", asked);
        }
        audit.record(
                handle,
                AuditEvent.of(district, actor, now, "enrolled", "device", device.toString(), told));
        KillPoint.pass("server.enrollment.before-commit");
        return new Accepted(enrollment.enrolledDevice(), issued.chain());
    }
}
