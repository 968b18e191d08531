package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
 * export, which reads a page while it parses the one before.
 */
final class Postures {

    /** Bodies that devices of a page shared: the next page's share them too. */
    private static final int REMEMBERED = 1_000;

    private final Bodies bodies;
    private final ExportRequest request;
    private final List<String> kinds;
    private final Map<Said, InventorySection> shared =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<Said, InventorySection> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    Postures(Bodies bodies, ExportRequest request, Set<SectionKind> kinds) {
        this.bodies = bodies;
        this.request = request;
        this.kinds = kinds.stream().map(SectionKind::name).sorted().toList();
    }

    /** A device may give a body out as another kind than others do: then it says something else. */
    private record Said(SectionKind kind, Digest digest) {}

    private record Row(DeviceId device, Said said, Instant collectedAt) {}

    /**
     * What was read of a page, not understood yet: that is done by whoever writes the page while
     * the next one is read.
     */
    record Unparsed(
            Collection<ExportedDevice> devices,
            List<Row> rows,
            Map<Said, InventorySection> known,
            List<OfKind> bodies) {}

    /** Bodies of one kind. @param counts how many devices of the page have each */
    private record OfKind(
            SectionKind kind, Map<Digest, byte[]> bodies, Map<Digest, Integer> counts) {}

    Unparsed read(Handle handle, Collection<ExportedDevice> devices) {
        var rows = rows(handle, devices);
        var known = new HashMap<Said, InventorySection>();
        var missing = new HashMap<SectionKind, Map<Digest, Integer>>();
        for (var row : rows) {
            var remembered = shared.get(row.said());
            if (remembered != null) {
                known.put(row.said(), remembered);
            } else {
                missing.computeIfAbsent(row.said().kind(), k -> new HashMap<>())
                        .merge(row.said().digest(), 1, Integer::sum);
            }
        }
        var read = new ArrayList<OfKind>();
        missing.forEach((kind, counts) ->
                read.add(
                        new OfKind(
                                kind,
                                bodies.read(handle, request.district(), kind, counts.keySet()),
                                counts)));
        return new Unparsed(devices, rows, known, read);
    }

    /** Of every device of the page. */
    Map<DeviceId, Posture> parse(Unparsed page) {
        var contents = new HashMap<>(page.known());
        for (var read : page.bodies()) {
            read.bodies()
                    .forEach((digest, bytes) -> {
                        var content = Sections.parse(read.kind(), bytes);
                        var said = new Said(read.kind(), digest);
                        contents.put(said, content);
                        if (read.counts().getOrDefault(digest, 0) > 1) {
                            shared.put(said, content);
                        }
                    });
        }
        var byDevice = page.rows().stream().collect(Collectors.groupingBy(Row::device));
        var postures = new HashMap<DeviceId, Posture>();
        for (var device : page.devices()) {
            var sections = new HashMap<SectionKind, Posture.Collected>();
            for (var row : byDevice.getOrDefault(device.id(), List.of())) {
                var content = contents.get(row.said());
                if (content != null) {
                    var at = device.knownThen(row.collectedAt());
                    sections.put(row.said().kind(), new Posture.Collected(content, at));
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
                                new Said(
                                        new SectionKind(row.getString("kind")),
                                        Columns.digest(row, "digest")),
                                Columns.instant(row, "collected_at")))
                .list();
    }
}
