package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Reads the sections of a page of devices; bodies that devices share are read once. Belongs to one
 * export, not safe for use by many threads.
 */
final class Postures {

    private static final int REMEMBERED = 500;

    private final Bodies bodies;
    private final DistrictId district;
    private final Instant asOf;
    private final Map<Digest, Optional<InventorySection>> read =
            new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<Digest, Optional<InventorySection>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Postures(Bodies bodies, DistrictId district, Instant asOf) {
        this.bodies = bodies;
        this.district = district;
        this.asOf = asOf;
    }

    private record Row(DeviceId device, SectionKind kind, Digest digest, Instant collectedAt) {}

    private record Found(ExportedDevice device, Map<SectionKind, Posture.Collected> sections) {}

    /** Of every device that is asked about. */
    Map<DeviceId, Posture> of(Handle handle, Collection<ExportedDevice> devices) {
        var found = new HashMap<DeviceId, Found>();
        devices.forEach(device -> found.put(device.id(), new Found(device, new HashMap<>())));
        handle.createQuery(
                        """
                        SELECT s.device_id, s.kind, s.digest, s.collected_at
                        FROM UNNEST(CAST(:devices AS UUID ARRAY)) asked (id)
                        JOIN inventory_section s ON s.district_id = :district AND s.device_id = asked.id
                        WHERE s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)
                            AND s.state = 'OK' AND s.kind <> :packages
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray(
                        "devices", UUID.class, devices.stream().map(d -> d.id().value()).toList())
                .bind("at", asOf)
                .bind("packages", PackagesSection.KIND.name())
                .map((row, c) ->
                        new Row(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                new SectionKind(row.getString("kind")),
                                Columns.digest(row, "digest"),
                                Columns.instant(row, "collected_at")))
                .list()
                .forEach(row -> add(handle, row, found));
        var postures = new HashMap<DeviceId, Posture>();
        found.forEach((id, of) -> postures.put(id, new Posture(of.sections(), asOf)));
        return postures;
    }

    private void add(Handle handle, Row row, Map<DeviceId, Found> found) {
        var of = found.get(row.device());
        if (of == null) {
            return;
        }
        var at = of.device().knownThen(row.collectedAt());
        content(handle, row)
                .ifPresent(c -> of.sections().put(row.kind(), new Posture.Collected(c, at)));
    }

    private Optional<InventorySection> content(Handle handle, Row row) {
        var known = read.get(row.digest());
        if (known == null) {
            known =
                    bodies.read(handle, district, row.kind(), row.digest())
                            .map(body -> Sections.parse(row.kind(), body));
            read.put(row.digest(), known);
        }
        return known;
    }
}
