package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.FleetRow.Facts;
import dev.rollcall.server.device.query.FleetRow.Policy;
import dev.rollcall.server.device.query.FleetRow.Presence;
import dev.rollcall.server.device.query.FleetRow.Registry;
import dev.rollcall.server.device.query.FleetRow.Result;
import dev.rollcall.server.device.query.FleetRow.Standing;
import dev.rollcall.server.device.query.FleetRow.Vulnerable;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a district for the memory, all or some: what {@link FleetTests} asks. Used once, by
 * one thread.
 */
final class FleetReader {

    /** Rows that the driver reads ahead. */
    private static final int AHEAD = 2_000;

    private final Handle handle;
    private final DistrictId district;
    private final Optional<List<UUID>> only;
    private final SectionContents contents;
    private final SharedValues shared;

    /**
     * @param only these devices; absent for all
     * @param shared what was read before, so that each text is kept once
     */
    FleetReader(
            Handle handle,
            DistrictId district,
            Optional<List<UUID>> only,
            SectionContents contents,
            SharedValues shared) {
        this.handle = handle;
        this.district = district;
        this.only = only;
        this.contents = contents;
        this.shared = shared;
    }

    @FunctionalInterface
    private interface Take {
        void row(UUID device, ResultSet row) throws SQLException;
    }

    /** Of each device its record, its enrollments and its retirement. */
    Map<UUID, Registry> registry() {
        var found = new HashMap<UUID, Registry>();
        each(
                "t.id",
                "device",
                "t.unit_id, t.merged_into, t.hostname, t.label, t.serial, t.model",
                "",
                (device, row) ->
                        found.put(
                                device,
                                new Registry(
                                        Columns.uuid(row, "unit_id"),
                                        row.getObject("merged_into") != null,
                                        row.getString("hostname"),
                                        row.getString("label"),
                                        row.getString("serial"),
                                        word(row.getString("model")),
                                        Standing.NONE,
                                        null)));
        each(
                "t.record_id",
                "enrollment",
                "t.ended_at, t.end_reason, t.key_protection",
                " ORDER BY t.record_id, t.started_at DESC, t.id DESC",
                (device, row) ->
                        found.computeIfPresent(device, (_, registry) -> enrolled(registry, row)));
        each(
                "t.device_id",
                "device_retirement",
                "t.kind",
                " AND t.valid_to IS NULL",
                (device, row) -> {
                    var kind = word(row.getString("kind"));
                    var registry = found.get(device);
                    if (registry != null && kind != null) {
                        found.put(device, registry.retiredAs(kind));
                    }
                });
        return found;
    }

    /** The first is the latest. */
    private Registry enrolled(Registry registry, ResultSet row) {
        try {
            boolean living = row.getObject("ended_at") == null;
            var before = registry.standing();
            return registry.enrolledAs(
                    before.equals(Standing.NONE)
                            ? new Standing(
                                    living,
                                    word(row.getString("end_reason")),
                                    word(row.getString("key_protection")))
                            : new Standing(before.living() || living, before.end(), before.key()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<UUID, Presence> presence() {
        var found = new HashMap<UUID, Presence>();
        each(
                "t.device_id",
                "device_presence",
                "t.last_check_in, t.agent_version",
                "",
                (device, row) ->
                        found.put(
                                device,
                                new Presence(
                                        Columns.instant(row, "last_check_in"),
                                        word(row.getString("agent_version")))));
        return found;
    }

    /** Adds to the lists what is new among them. */
    Map<UUID, FleetRow.Sections> sections(PackageLists lists) {
        var collected = new HashMap<UUID, Map<String, Instant>>();
        var packages = new HashMap<UUID, Digest>();
        var verdicts = new HashMap<UUID, String>();
        each(
                "t.device_id",
                "inventory_section",
                "t.kind, t.collected_at, t.verdict, t.digest",
                " AND t.valid_to IS NULL AND t.state = 'OK'",
                (device, row) -> {
                    var kind = String.valueOf(word(row.getString("kind")));
                    collected
                            .computeIfAbsent(device, _ -> new HashMap<>())
                            .put(kind, Columns.instant(row, "collected_at"));
                    if (kind.equals("packages")) {
                        Columns.optionalDigest(row, "digest")
                                .ifPresent(digest -> packages.put(device, digest));
                    }
                    var verdict = word(row.getString("verdict"));
                    if (kind.equals("volumes") && verdict != null) {
                        verdicts.put(device, verdict);
                    }
                });
        addLists(lists, new HashSet<>(packages.values()));
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

    private void addLists(PackageLists lists, Collection<Digest> wanted) {
        var lacking = lists.lacking(wanted);
        for (int from = 0; from < lacking.size(); from += AHEAD) {
            var some = lacking.subList(from, Math.min(lacking.size(), from + AHEAD));
            var itsBuckets = contents.buckets(handle, district, some);
            var buckets =
                    lists.lackingBuckets(
                            itsBuckets.values().stream().flatMap(List::stream).toList());
            for (int at = 0; at < buckets.size(); at += AHEAD) {
                var part = buckets.subList(at, Math.min(buckets.size(), at + AHEAD));
                contents.packages(handle, district, part).forEach(lists::addBucket);
            }
            some.forEach(list -> lists.addList(list, itsBuckets.getOrDefault(list, List.of())));
        }
    }

    /** What the sections say that are in order; the packages say it in their lists. */
    Map<UUID, Facts> facts() {
        var held = new HashMap<UUID, Map<SectionKind, Digest>>();
        var lacking = new HashMap<SectionKind, Set<Digest>>();
        var said = new HashMap<Digest, SectionFacts>();
        each(
                "t.device_id",
                "inventory_section",
                "t.kind, t.digest",
                " AND t.valid_to IS NULL AND t.state = 'OK' AND t.kind <> 'packages'"
                        + " AND t.digest IS NOT NULL",
                (device, row) -> {
                    var kind = new SectionKind(String.valueOf(word(row.getString("kind"))));
                    var digest = Columns.digest(row, "digest");
                    if (SectionNumbers.of(kind.name()) >= 0) {
                        held.computeIfAbsent(device, _ -> new HashMap<>()).put(kind, digest);
                        var known = shared.body(digest);
                        if (known == null) {
                            lacking.computeIfAbsent(kind, _ -> new HashSet<>()).add(digest);
                        } else {
                            said.put(digest, known);
                        }
                    }
                });
        lacking.forEach((kind, digests) ->
                contents.leaves(handle, district, kind, digests)
                        .forEach((digest, leaves) -> {
                            var facts = SectionFacts.of(leaves, shared);
                            shared.body(digest, facts);
                            said.put(digest, facts);
                        }));
        var found = new HashMap<UUID, Facts>();
        held.forEach((device, sections) -> {
            var facts = new HashMap<Integer, SectionFacts>();
            sections.forEach((kind, digest) ->
                    facts.put(
                            SectionNumbers.of(kind.name()),
                            said.getOrDefault(digest, SectionFacts.NONE)));
            found.put(device, new Facts(facts));
        });
        return found;
    }

    Map<UUID, Policy> policy() {
        var results = new HashMap<UUID, List<Result>>();
        each(
                "t.device_id",
                "policy_result",
                "t.policy_hash, t.state",
                " AND t.valid_to IS NULL",
                (device, row) ->
                        results.computeIfAbsent(device, _ -> new ArrayList<>())
                                .add(
                                        new Result(
                                                Columns.digest(row, "policy_hash"),
                                                String.valueOf(word(row.getString("state"))))));
        var found = new HashMap<UUID, Policy>();
        results.forEach((device, list) -> found.put(device, new Policy(list)));
        return found;
    }

    /** What came of matching the list of packages that each has, on the system that it has. */
    Map<UUID, Vulnerable> vulnerable() {
        var found = new HashMap<UUID, Vulnerable>();
        each(
                "t.device_id",
                "inventory_section",
                "(SELECT m.worst || ' ' || m.worst_fixable FROM inventory_section o"
                        + " JOIN vulnerability_match m ON m.district_id = o.district_id"
                        + " AND m.system = o.system"
                        + " WHERE o.district_id = t.district_id AND o.device_id = t.device_id"
                        + " AND o.kind = 'operating-system' AND o.valid_to IS NULL"
                        + " AND o.state = 'OK' AND m.packages = t.digest) AS worst",
                " AND t.kind = 'packages' AND t.valid_to IS NULL AND t.state = 'OK'",
                (device, row) -> {
                    var words = row.getString("worst");
                    if (words != null) {
                        int blank = words.indexOf(' ');
                        found.put(
                                device,
                                new Vulnerable(
                                        word(words.substring(0, blank)),
                                        word(words.substring(blank + 1))));
                    }
                });
        return found;
    }

    private void each(String key, String table, String columns, String end, Take take) {
        var from =
                only.isEmpty()
                        ? table + " t WHERE t.district_id = :district"
                        : "UNNEST(CAST(:only AS UUID ARRAY)) asked (id) JOIN "
                                + table
                                + " t ON t.district_id = :district AND "
                                + key
                                + " = asked.id WHERE TRUE";
        Query query =
                handle.createQuery(
                                "SELECT "
                                        + key
                                        + " AS device_key, "
                                        + columns
                                        + " FROM "
                                        + from
                                        + end)
                        .bind("district", district)
                        .setFetchSize(AHEAD);
        only.ifPresent(ids ->
                query.registerArrayType(UUID.class, "uuid").bindArray("only", UUID.class, ids));
        query.scanResultSet((rows, c) -> {
            var set = rows.get();
            while (set.next()) {
                take.row(Columns.uuid(set, "device_key"), set);
            }
            return true;
        });
    }

    /** The same text once. */
    private @Nullable String word(@Nullable String text) {
        return text == null ? null : shared.word(text);
    }
}
