package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a district for the memory, all or some: what {@link FleetTests} asks. Used once, by
 * one thread.
 */
final class FleetReader {

    private static final String UNKNOWN = "unknown";

    private final DeviceRows rows;
    private final SectionReader sections;
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
        this.rows = new DeviceRows(handle, district, only);
        this.sections = new SectionReader(rows, contents, shared);
        this.shared = shared;
    }

    /** Of each device its record, its enrollments, its retirement and the tag of its asset. */
    Map<UUID, Registry> registry() {
        var found = new HashMap<UUID, Registry>();
        rows.each(
                "t.id",
                "device",
                "t.unit_id, t.merged_into, t.hostname, t.label, t.serial, t.model",
                "",
                (device, row) ->
                        found.put(
                                device,
                                new Registry(
                                        shared.unit(Columns.uuid(row, "unit_id")),
                                        row.getObject("merged_into") != null,
                                        row.getString("hostname"),
                                        row.getString("label"),
                                        null,
                                        row.getString("serial"),
                                        word(row.getString("model")),
                                        Standing.NONE,
                                        null)));
        rows.each(
                "t.record_id",
                "enrollment",
                "t.ended_at, t.end_reason, t.key_protection",
                " ORDER BY t.record_id, t.started_at DESC, t.id DESC",
                (device, row) ->
                        found.computeIfPresent(device, (_, registry) -> enrolled(registry, row)));
        rows.each(
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
        rows.each(
                "t.device_id",
                "custody_device",
                """
                 JOIN custody_asset_state a ON a.district_id = t.district_id
                    AND a.asset_id = t.asset_id AND a.valid_to IS NULL
                    AND a.asset_tag IS NOT NULL
                """,
                "a.asset_tag",
                " AND t.valid_to IS NULL",
                (device, row) -> {
                    var tag = row.getString("asset_tag");
                    found.computeIfPresent(device, (_, registry) -> registry.taggedAs(tag));
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
        rows.each(
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
        return sections.sections(lists);
    }

    /** What the sections say that are in order; the packages say it in their lists. */
    Map<UUID, Facts> facts() {
        return sections.facts();
    }

    Map<UUID, Policy> policy() {
        var results = new HashMap<UUID, List<Result>>();
        rows.each(
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

    /**
     * What came of matching the list of packages that each has, on the system that it has. Of a
     * list that could not be read whole it is not known that there is nothing.
     */
    Map<UUID, Vulnerable> vulnerable() {
        var found = new HashMap<UUID, Vulnerable>();
        rows.each(
                "t.device_id",
                "inventory_section",
                "(SELECT "
                        + unlessUnread("worst")
                        + " || ' ' || "
                        + unlessUnread("worst_fixable")
                        + " FROM inventory_section o"
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
                                        known(words.substring(0, blank)),
                                        known(words.substring(blank + 1))));
                    }
                });
        return found;
    }

    private static String unlessUnread(String column) {
        return "CASE WHEN m.whole OR m."
                + column
                + " <> 'none' THEN m."
                + column
                + " ELSE '"
                + UNKNOWN
                + "' END";
    }

    private @Nullable String known(String text) {
        return text.equals(UNKNOWN) ? null : word(text);
    }

    /** The same text once. */
    private @Nullable String word(@Nullable String text) {
        return text == null ? null : shared.word(text);
    }
}
