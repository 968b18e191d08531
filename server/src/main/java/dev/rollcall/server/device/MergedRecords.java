package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.Validity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which records are part of another one, and were from when to when. One that others are part of is
 * part of none itself, so that a link leads to a device at once.
 */
public final class MergedRecords {

    private static final Validity MERGES = Validity.of("device_merge", "district_id", "from_id");

    private static final String COLUMNS =
            """
            SELECT m.district_id, m.from_id, m.into_id, m.carried_id, m.valid_from, m.valid_to,
                m.merged_by, m.reason
            FROM device_merge m
            """;

    public void add(Handle handle, Merge merge) {
        handle.createUpdate(
                        """
                        INSERT INTO device_merge (district_id, from_id, into_id, valid_from,
                            carried_id, merged_by, reason)
                        VALUES (:district, :from, :into, :since, :carried, :by, :reason)
                        """)
                .bind("district", merge.district())
                .bind("from", merge.from())
                .bind("into", merge.into())
                .bind("since", merge.since())
                .bindByType("carried", merge.carried().orElse(null), EnrollmentId.class)
                .bind("by", merge.by())
                .bind("reason", merge.reason())
                .execute();
        point(handle, merge, Optional.of(merge.into()));
    }

    public void end(Handle handle, Merge merge, Instant now) {
        MERGES.end(handle, now, key -> key.set(merge.district().value()).set(merge.from().value()));
        point(handle, merge, Optional.empty());
    }

    private static void point(Handle handle, Merge merge, Optional<DeviceId> into) {
        handle.createUpdate(
                        """
                        UPDATE device SET merged_into = :into
                        WHERE district_id = :district AND id = :from
                        """)
                .bindByType("into", into.orElse(null), DeviceId.class)
                .bind("district", merge.district())
                .bind("from", merge.from())
                .execute();
        TouchedDevices.noteAll(handle, merge.district(), merge.from());
        TouchedDevices.noteAll(handle, merge.district(), merge.into());
    }

    /** The record that this one is part of now. */
    public Optional<Merge> current(Handle handle, DistrictId district, DeviceId from) {
        return of(handle, district, from).stream()
                .filter(merge -> merge.from().equals(from) && merge.until().isEmpty())
                .findFirst();
    }

    /** The record that stands for this one now: itself, where it is part of none. */
    public DeviceId standsFor(Handle handle, DistrictId district, DeviceId record) {
        return current(handle, district, record).map(Merge::into).orElse(record);
    }

    /** Every link that leads to or from a record, also those that were undone; oldest first. */
    public List<Merge> of(Handle handle, DistrictId district, DeviceId record) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                WHERE m.district_id = :district AND m.from_id = :record
                                UNION ALL
                                """
                                + COLUMNS
                                + """
                                WHERE m.district_id = :district AND m.into_id = :record
                                ORDER BY valid_from
                                """)
                .bind("district", district)
                .bind("record", record)
                .map((row, c) -> read(row))
                .list();
    }

    private static Merge read(ResultSet row) throws SQLException {
        return new Merge(
                new DistrictId(Columns.uuid(row, "district_id")),
                new DeviceId(Columns.uuid(row, "from_id")),
                new DeviceId(Columns.uuid(row, "into_id")),
                Columns.optionalUuid(row, "carried_id").map(EnrollmentId::new),
                Columns.instant(row, "valid_from"),
                Columns.optionalInstant(row, "valid_to"),
                row.getString("merged_by"),
                row.getString("reason"));
    }
}
