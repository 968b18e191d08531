package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.enrollment.Enrollment.End;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Every enrollment, living and ended. */
final class EnrollmentRows {

    private static final String COLUMNS =
            """
            SELECT e.district_id, e.id, e.device_id, e.record_id, d.unit_id, e.token_id,
                   e.key_fingerprint, e.key_protection, e.address_kind, e.started_at, e.ended_at, e.end_reason,
                   e.end_text
            FROM enrollment e
            JOIN device d ON d.district_id = e.district_id AND d.id = e.record_id
            """;

    private EnrollmentRows() {}

    static void add(Handle handle, Enrollment enrollment) {
        handle.createUpdate(
                        """
                        INSERT INTO enrollment
                            (district_id, id, device_id, record_id, token_id, key_fingerprint,
                             key_protection, address_kind, started_at)
                        VALUES
                            (:district, :id, :joined, :device, :token, :fingerprint,
                             :protection, :kind, :started)
                        """)
                .bind("district", enrollment.district())
                .bind("id", enrollment.id())
                .bind("joined", enrollment.joinedAs())
                .bind("device", enrollment.device())
                .bind("token", enrollment.token())
                .bind("fingerprint", enrollment.keyFingerprint())
                .bind("protection", enrollment.keyProtection().word())
                .bind("kind", enrollment.addressKind().word())
                .bind("started", enrollment.startedAt())
                .execute();
        TouchedDevices.note(handle, enrollment.district(), enrollment.device(), Part.REGISTRY);
    }

    static Optional<Enrollment> find(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return handle.createQuery(COLUMNS + " WHERE e.district_id = ? AND e.id = ?")
                .bind(0, district)
                .bind(1, enrollment)
                .map((row, c) -> read(row))
                .findOne();
    }

    static Optional<Enrollment> byTokenAndKey(
            Handle handle, DistrictId district, TokenId token, Digest keyFingerprint) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE e.district_id = ? AND e.token_id = ?"
                                + " AND e.key_fingerprint = ? ORDER BY e.started_at DESC LIMIT 1")
                .bind(0, district)
                .bind(1, token)
                .bind(2, keyFingerprint)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** The newest of a key, of whichever district. */
    static Optional<Enrollment> byKey(Handle handle, Digest keyFingerprint) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE e.key_fingerprint = ?"
                                + " ORDER BY e.started_at DESC, e.id DESC LIMIT 1")
                .bind(0, keyFingerprint)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** A device's enrollments, those of records that are part of it among them; newest first. */
    static List<Enrollment> of(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE e.district_id = ? AND e.record_id = ?"
                                + " ORDER BY e.started_at DESC, e.id DESC")
                .bind(0, district)
                .bind(1, device)
                .map((row, c) -> read(row))
                .list();
    }

    /** Like {@link #of}, and those that joined as this record and are another's now. */
    static List<Enrollment> everOf(Handle handle, DistrictId district, DeviceId record) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE e.district_id = :district AND e.record_id = :record"
                                + " UNION ALL "
                                + COLUMNS
                                + " WHERE e.district_id = :district AND e.device_id = :record"
                                + " AND e.record_id <> e.device_id"
                                + " ORDER BY started_at DESC, id DESC")
                .bind("district", district)
                .bind("record", record)
                .map((row, c) -> read(row))
                .list();
    }

    /** Whether an enrollment is of this record now. */
    static boolean isOf(
            Handle handle, DistrictId district, EnrollmentId enrollment, DeviceId device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT record_id FROM enrollment WHERE district_id = ? AND id = ?
                        """)
                .set(district.value())
                .set(enrollment.value())
                .first(row -> Columns.uuid(row, "record_id"))
                .filter(device.value()::equals)
                .isPresent();
    }

    /** All enrollments of a record go on as another one's. */
    static void carry(Handle handle, DistrictId district, DeviceId from, DeviceId into) {
        handle.execute(
                "UPDATE enrollment SET record_id = ? WHERE district_id = ? AND record_id = ?",
                into,
                district,
                from);
        TouchedDevices.noteAll(handle, district, from);
        TouchedDevices.noteAll(handle, district, into);
    }

    /** Those that joined as a record are its own again. */
    static void carryBack(Handle handle, DistrictId district, DeviceId record) {
        handle.execute(
                "UPDATE enrollment SET record_id = device_id WHERE district_id = ? AND device_id = ?",
                district,
                record);
        TouchedDevices.noteAll(handle, district, record);
    }

    /** What is written there; empty where the enrollment has ended. */
    static Optional<KeyProtection> keyProtection(
            Handle handle, DistrictId district, EnrollmentId enrollment) {
        return handle.createQuery(
                        """
                        SELECT key_protection FROM enrollment
                        WHERE district_id = ? AND id = ? AND ended_at IS NULL
                        """)
                .bind(0, district)
                .bind(1, enrollment)
                .map((row, c) -> KeyProtection.ofWord(row.getString("key_protection")))
                .findOne();
    }

    static void keyIsKept(
            Handle handle, DistrictId district, EnrollmentId enrollment, KeyProtection now) {
        handle.execute(
                "UPDATE enrollment SET key_protection = ? WHERE district_id = ? AND id = ?",
                now.word(),
                district,
                enrollment);
        touched(handle, district, enrollment);
    }

    /** Notes that something of the record that an enrollment is of was written. */
    static void touched(Handle handle, DistrictId district, EnrollmentId enrollment) {
        find(handle, district, enrollment)
                .ifPresent(e -> TouchedDevices.note(handle, district, e.device(), Part.REGISTRY));
    }

    /** False when it had ended already. */
    static boolean end(Handle handle, DistrictId district, EnrollmentId enrollment, End end) {
        touched(handle, district, enrollment);
        return handle.execute(
                        """
                        UPDATE enrollment SET ended_at = ?, end_reason = ?, end_text = ?
                        WHERE district_id = ? AND id = ? AND ended_at IS NULL
                        """,
                        end.at(),
                        end.reason().word(),
                        end.text(),
                        district,
                        enrollment)
                == 1;
    }

    private static Enrollment read(ResultSet row) throws SQLException {
        return new Enrollment(
                new DistrictId(Columns.uuid(row, "district_id")),
                new EnrollmentId(Columns.uuid(row, "id")),
                new DeviceId(Columns.uuid(row, "record_id")),
                new DeviceId(Columns.uuid(row, "device_id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                new TokenId(Columns.uuid(row, "token_id")),
                Columns.digest(row, "key_fingerprint"),
                KeyProtection.ofWord(row.getString("key_protection")),
                AddressKind.ofWord(row.getString("address_kind")),
                Columns.instant(row, "started_at"),
                end(row));
    }

    private static Optional<End> end(ResultSet row) throws SQLException {
        var at = Columns.optionalInstant(row, "ended_at");
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new End(
                                at.get(),
                                EndReason.of(row.getString("end_reason")),
                                row.getString("end_text")));
    }
}
