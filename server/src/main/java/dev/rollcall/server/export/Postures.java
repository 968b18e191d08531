package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Reads the sections of pages of devices; a body that devices share is read once. Belongs to one
 * export, which reads one page at a time.
 */
final class Postures {

    /** Bodies that devices of a page shared: the next page's share them too. */
    private static final int REMEMBERED = 1_000;

    private final Bodies bodies;
    private final ExportRequest request;
    private final List<String> kinds;
    private final Map<Digest, InventorySection> shared =
            new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Digest, InventorySection> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Postures(Bodies bodies, ExportRequest request, Set<SectionKind> kinds) {
        this.bodies = bodies;
        this.request = request;
        this.kinds = kinds.stream().map(SectionKind::name).sorted().toList();
    }

    private record Row(DeviceId device, SectionKind kind, Digest digest, Instant collectedAt) {}

    /** Of every device that is asked about. */
    Map<DeviceId, Posture> of(Handle handle, Collection<ExportedDevice> devices) {
        var rows = rows(handle, devices);
        var contents = contents(handle, rows);
        var byDevice = rows.stream().collect(Collectors.groupingBy(Row::device));
        var postures = new HashMap<DeviceId, Posture>();
        for (var device : devices) {
            var sections = new HashMap<SectionKind, Posture.Collected>();
            for (var row : byDevice.getOrDefault(device.id(), List.of())) {
                var content = contents.get(row.digest());
                if (content != null) {
                    var at = device.knownThen(row.collectedAt());
                    sections.put(row.kind(), new Posture.Collected(content, at));
                }
            }
            postures.put(device.id(), new Posture(sections, request.asOf()));
        }
        return postures;
    }

    private List<Row> rows(Handle handle, Collection<ExportedDevice> devices) {
        return handle.createQuery(
                        """
                        SELECT s.device_id, s.kind, s.digest, s.collected_at
                        FROM UNNEST(CAST(:devices AS UUID ARRAY)) asked (id)
                        JOIN inventory_section s ON s.district_id = :district
                            AND s.device_id = asked.id
                        WHERE s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)
                            AND s.state = 'OK' AND s.kind = ANY(:kinds)
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", request.district())
                .bindArray(
                        "devices", UUID.class, devices.stream().map(d -> d.id().value()).toList())
                .bindArray("kinds", String.class, kinds)
                .bind("at", request.asOf())
                .map((row, c) ->
                        new Row(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                new SectionKind(row.getString("kind")),
                                Columns.digest(row, "digest"),
                                Columns.instant(row, "collected_at")))
                .list();
    }

    private Map<Digest, InventorySection> contents(Handle handle, List<Row> rows) {
        var contents = new HashMap<Digest, InventorySection>();
        var missing = new HashMap<SectionKind, Map<Digest, Integer>>();
        for (var row : rows) {
            var known = shared.get(row.digest());
            if (known != null) {
                contents.put(row.digest(), known);
            } else {
                missing.computeIfAbsent(row.kind(), k -> new HashMap<>())
                        .merge(row.digest(), 1, Integer::sum);
            }
        }
        missing.forEach((kind, digests) ->
                bodies.read(handle, request.district(), kind, digests.keySet())
                        .forEach((digest, body) -> {
                            var content = Sections.parse(kind, body);
                            contents.put(digest, content);
                            if (digests.getOrDefault(digest, 0) > 1) {
                                shared.put(digest, content);
                            }
                        }));
        return contents;
    }
}
