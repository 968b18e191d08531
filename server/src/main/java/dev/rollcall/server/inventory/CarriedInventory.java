package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.Merge;
import dev.rollcall.server.device.RecordKeeper;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Validity;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Lets what a device has now hold for another record: a device that is off is known by its newest
 * sections, and one that is on need not send them again. Nothing of the past is touched.
 */
public final class CarriedInventory implements RecordKeeper {

    private static final Validity SECTIONS =
            Validity.of("inventory_section", "district_id", "device_id");

    private final Bodies bodies;
    private final Devices devices;

    public CarriedInventory(Bodies bodies, Devices devices) {
        this.bodies = bodies;
        this.devices = devices;
    }

    @Override
    public void merged(Handle handle, Merge merge, boolean goesOn) {
        if (goesOn) {
            carry(handle, merge.district(), merge.from(), merge.into(), merge.since());
        }
    }

    @Override
    public List<String> unmerged(Handle handle, Merge merge, boolean goesBack, Instant now) {
        if (goesBack) {
            carry(handle, merge.district(), merge.into(), merge.from(), now);
            restore(handle, merge, now);
        }
        return List.of();
    }

    private static void carry(
            Handle handle, DistrictId district, DeviceId from, DeviceId to, Instant now) {
        forget(handle, district, to, now);
        handle.createUpdate(
                        """
                        INSERT INTO inventory_section (district_id, device_id, kind, valid_from,
                            state, digest, detail, verdict, system, collected_at, received_at)
                        SELECT district_id, CAST(:to AS UUID), kind,
                            CAST(:now AS TIMESTAMP WITH TIME ZONE),
                            state, digest, detail, verdict, system, collected_at, received_at
                        FROM inventory_section
                        WHERE district_id = :district AND device_id = :from AND valid_to IS NULL
                        """)
                .bind("to", to)
                .bind("now", now)
                .bind("district", district)
                .bind("from", from)
                .execute();
        handle.createUpdate(
                        """
                        INSERT INTO inventory_pass (district_id, device_id, root, reported_root,
                            received_at)
                        SELECT district_id, CAST(:to AS UUID), root, reported_root, received_at
                        FROM inventory_pass WHERE district_id = :district AND device_id = :from
                        """)
                .bind("to", to)
                .bind("district", district)
                .bind("from", from)
                .execute();
    }

    /** Ends what holds, and drops what is on its way: the session that it came by is closed. */
    private static void forget(Handle handle, DistrictId district, DeviceId device, Instant now) {
        SECTIONS.end(handle, now, key -> key.set(district.value()).set(device.value()));
        handle.execute(
                "DELETE FROM inventory_pass WHERE district_id = ? AND device_id = ?",
                district,
                device);
    }

    /** What ended for {@code into} at the merge holds again; a body that is gone says nothing. */
    private void restore(Handle handle, Merge merge, Instant now) {
        var district = merge.district();
        forget(handle, district, merge.into(), now);
        handle.createUpdate(
                        """
                        INSERT INTO inventory_section (district_id, device_id, kind, valid_from,
                            state, digest, detail, verdict, system, collected_at, received_at)
                        SELECT district_id, device_id, kind, CAST(:now AS TIMESTAMP WITH TIME ZONE),
                            state, digest, detail, verdict, system, collected_at, received_at
                        FROM inventory_section
                        WHERE district_id = :district AND device_id = :into AND valid_to = :since
                        """)
                .bind("now", now)
                .bind("district", district)
                .bind("into", merge.into())
                .bind("since", merge.since())
                .execute();
        handle.createQuery(
                        """
                        SELECT kind, digest FROM inventory_section
                        WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                            AND state = 'OK' AND digest IS NOT NULL
                        """)
                .bind(0, district)
                .bind(1, merge.into())
                .map((row, c) ->
                        new Held(
                                new SectionKind(row.getString("kind")),
                                Columns.digest(row, "digest")))
                .list()
                .forEach(held -> describe(handle, merge, held));
    }

    private record Held(SectionKind kind, Digest digest) {}

    private void describe(Handle handle, Merge merge, Held held) {
        if (Gist.isOf(held.kind())) {
            bodies.read(handle, merge.district(), held.kind(), held.digest())
                    .ifPresent(body ->
                            devices.describe(
                                    handle,
                                    merge.district(),
                                    merge.into(),
                                    Gist.of(held.kind(), body).description()));
        }
    }
}
