package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.FleetRow.Facts;
import dev.rollcall.server.device.query.SharedValues.Body;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads sections for the memory.
 *
 * @param shared what was read before, so that each text and each body is kept once
 */
record SectionReader(DeviceRows rows, SectionContents contents, SharedValues shared) {

    /** The latest figures of each device, found by its report; they have a row for each day. */
    private static final String LATEST_FIGURES =
            """
             JOIN inventory_volatile v ON v.district_id = t.district_id
                AND v.device_id = t.device_id
                AND v.on_day = (SELECT MAX(d.on_day) FROM inventory_volatile d
                    WHERE d.district_id = t.district_id AND d.device_id = t.device_id)
            """;

    /** What was told before they were switched off says nothing of now. */
    private static final String NOT_OFF =
            """
             AND NOT EXISTS (SELECT 1 FROM inventory_section o
                WHERE o.district_id = t.district_id AND o.device_id = t.device_id
                    AND o.kind = 'volatile' AND o.state = 'OFF' AND o.valid_to IS NULL)
            """;

    private static final String VOLATILE = VolatileFacts.KIND.name();

    /** Adds to the lists what is new among them. */
    Map<UUID, FleetRow.Sections> sections(PackageLists lists) {
        var collected = new HashMap<UUID, Map<String, Instant>>();
        var packages = new HashMap<UUID, Digest>();
        var verdicts = new HashMap<UUID, String>();
        rows.each(
                "t.device_id",
                "inventory_section",
                "t.kind, t.collected_at, t.verdict, t.digest",
                " AND t.valid_to IS NULL AND t.state = 'OK'",
                (device, row) -> {
                    var kind = shared.word(row.getString("kind"));
                    collected
                            .computeIfAbsent(device, _ -> new HashMap<>())
                            .put(kind, Columns.instant(row, "collected_at"));
                    if (kind.equals("packages")) {
                        Columns.optionalDigest(row, "digest")
                                .ifPresent(digest -> packages.put(device, digest));
                    }
                    var verdict = row.getString("verdict");
                    if (kind.equals("volumes") && verdict != null) {
                        verdicts.put(device, shared.word(verdict));
                    }
                });
        figures(
                "v.received_at",
                (device, row) ->
                        collected
                                .computeIfAbsent(device, _ -> new HashMap<>())
                                .put(VOLATILE, Columns.instant(row, "received_at")));
        ListReader.read(rows.handle(), rows.district(), contents, lists, packages.values());
        var found = new HashMap<UUID, FleetRow.Sections>();
        collected.forEach((device, at) -> {
            var digest = packages.get(device);
            found.put(
                    device,
                    new FleetRow.Sections(
                            Map.copyOf(at),
                            digest == null ? -1 : lists.number(digest),
                            verdicts.get(device)));
        });
        return found;
    }

    /** What the sections say that are in order; the packages say it in their lists. */
    Map<UUID, Facts> facts() {
        var held = new HashMap<UUID, Set<Body>>();
        var lacking = new HashMap<SectionKind, Set<Digest>>();
        var said = new HashMap<Body, SectionFacts>();
        rows.each(
                "t.device_id",
                "inventory_section",
                "t.kind, t.digest",
                " AND t.valid_to IS NULL AND t.state = 'OK' AND t.kind <> 'packages'"
                        + " AND t.digest IS NOT NULL",
                (device, row) -> {
                    var kind = new SectionKind(shared.word(row.getString("kind")));
                    var body = new Body(kind, Columns.digest(row, "digest"));
                    if (SectionNumbers.of(kind.name()) >= 0) {
                        held.computeIfAbsent(device, _ -> new HashSet<>()).add(body);
                        var known = shared.body(body);
                        if (known == null) {
                            lacking.computeIfAbsent(kind, _ -> new HashSet<>()).add(body.digest());
                        } else {
                            said.put(body, known);
                        }
                    }
                });
        lacking.forEach((kind, digests) ->
                contents.leaves(rows.handle(), rows.district(), kind, digests)
                        .forEach((digest, leaves) -> {
                            var body = new Body(kind, digest);
                            var facts = SectionFacts.of(leaves, shared);
                            shared.body(body, facts);
                            said.put(body, facts);
                        }));
        var facts = new HashMap<UUID, Map<Integer, SectionFacts>>();
        held.forEach((device, sections) -> {
            var of = facts.computeIfAbsent(device, _ -> new HashMap<>());
            sections.forEach(body ->
                    of.put(
                            SectionNumbers.of(body.kind().name()),
                            said.getOrDefault(body, SectionFacts.NONE)));
        });
        figures(
                "v.facts, v.size",
                (device, row) ->
                        facts.computeIfAbsent(device, _ -> new HashMap<>())
                                .put(
                                        SectionNumbers.of(VOLATILE),
                                        SectionFacts.of(
                                                contents.figures(
                                                        row.getBytes("facts"), row.getInt("size")),
                                                shared)));
        var found = new HashMap<UUID, Facts>();
        facts.forEach((device, of) -> found.put(device, new Facts(of)));
        return found;
    }

    private void figures(String columns, DeviceRows.Take take) {
        rows.each("t.device_id", "inventory_pass", LATEST_FIGURES, columns, NOT_OFF, take);
    }
}
