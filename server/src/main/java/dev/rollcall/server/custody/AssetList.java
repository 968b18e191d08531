package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.custody.AssetLine.Linked;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Assets in lists, now or at an instant. Reads only. */
final class AssetList {

    private static final String FROM =
            """
             FROM custody_asset_state s
            WHERE s.district_id = :district
            """;

    private static final String NOW = " AND s.valid_to IS NULL";

    private static final String THEN =
            " AND s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)";

    private static final String TWICE =
            """
            EXISTS (SELECT 1 FROM custody_asset_state o
                WHERE o.district_id = s.district_id AND o.serial = s.serial
                    AND o.valid_to IS NULL AND o.asset_id <> s.asset_id)
            OR EXISTS (SELECT 1 FROM custody_asset_state o
                WHERE o.district_id = s.district_id AND o.asset_tag = s.asset_tag
                    AND o.valid_to IS NULL AND o.asset_id <> s.asset_id)
            """;

    private static final String COLUMNS =
            "SELECT "
                    + AssetRows.COLUMNS
                    + ", s.valid_from, s.said_by, s.import_id, CASE WHEN "
                    + TWICE
                    + " THEN TRUE ELSE FALSE END AS twice";

    private static final String LINKS =
            """
            SELECT c.asset_id, d.id, d.unit_id, d.label, d.hostname, d.serial, p.last_check_in, r.kind
            FROM UNNEST(CAST(:assets AS UUID ARRAY)) asked (id)
            JOIN custody_device c ON c.district_id = :district AND c.asset_id = asked.id
            JOIN device d ON d.district_id = c.district_id AND d.id = c.device_id
            LEFT JOIN device_presence p ON p.district_id = d.district_id AND p.device_id = d.id
            LEFT JOIN device_retirement r ON r.district_id = d.district_id
                AND r.device_id = d.id AND r.valid_to IS NULL
            """;

    /** Which assets. */
    record Asked(
            DistrictId district,
            Collection<UnitId> units,
            Optional<AssetStatus> status,
            Optional<String> name,
            Optional<String> text,
            Optional<Instant> at) {

        Asked {
            units = List.copyOf(units);
        }
    }

    private AssetList() {}

    /** In the order of ids, which is that in which they became known. */
    static List<AssetLine> page(Handle handle, Asked asked, Optional<UUID> after, int limit) {
        var sql =
                new StringBuilder(COLUMNS)
                        .append(FROM)
                        .append(asked.at().isPresent() ? THEN : NOW)
                        .append(" AND s.unit_id = ANY(:units) AND s.asset_id > :after");
        asked.status().ifPresent(_ -> sql.append(" AND s.status = :status"));
        asked.name().ifPresent(_ -> sql.append(" AND (s.asset_tag = :name OR s.serial = :upper)"));
        asked.text()
                .ifPresent(_ ->
                        sql.append(
                                """
                                 AND (LOWER(s.asset_tag) LIKE :text ESCAPE '!'
                                  OR LOWER(s.serial) LIKE :text ESCAPE '!'
                                  OR LOWER(s.model) LIKE :text ESCAPE '!'
                                  OR LOWER(s.holder) LIKE :text ESCAPE '!'
                                  OR LOWER(s.building) LIKE :text ESCAPE '!'
                                  OR LOWER(s.room) LIKE :text ESCAPE '!')
                                """));
        sql.append(" ORDER BY s.district_id, s.asset_id FETCH FIRST :limit ROWS ONLY");
        var query =
                handle.createQuery(sql.toString())
                        .registerArrayType(UUID.class, "uuid")
                        .bind("district", asked.district())
                        .bindArray(
                                "units",
                                UUID.class,
                                asked.units().stream().map(UnitId::value).toList())
                        .bind("after", after.orElse(new UUID(0, 0)))
                        .bind("limit", limit);
        asked.at().ifPresent(at -> query.bind("at", at));
        asked.status().ifPresent(status -> query.bind("status", status.word()));
        asked.name().ifPresent(name -> named(query, name));
        asked.text().ifPresent(text -> query.bind("text", contains(text)));
        return withDevices(handle, asked, query.map((row, c) -> line(row)).list());
    }

    /** One, as it is or was; empty where it was not there. */
    static Optional<AssetLine> find(
            Handle handle, DistrictId district, UUID asset, Optional<Instant> at) {
        var query =
                handle.createQuery(
                                COLUMNS
                                        + FROM
                                        + (at.isPresent() ? THEN : NOW)
                                        + " AND s.asset_id = :asset")
                        .bind("district", district)
                        .bind("asset", asset);
        at.ifPresent(instant -> query.bind("at", instant));
        var asked =
                new Asked(
                        district,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        at);
        return withDevices(handle, asked, query.map((row, c) -> line(row)).list()).stream()
                .findFirst();
    }

    private static void named(Query query, String name) {
        query.bind("name", name).bind("upper", name.toUpperCase(Locale.ROOT));
    }

    private static String contains(String text) {
        var folded = text.toLowerCase(Locale.ROOT);
        return "%" + folded.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private static AssetLine line(ResultSet row) throws SQLException {
        return new AssetLine(
                AssetRows.read(row),
                Columns.instant(row, "valid_from"),
                Columns.optionalText(row, "said_by"),
                Columns.optionalUuid(row, "import_id"),
                row.getBoolean("twice"),
                List.of());
    }

    private record Link(UUID asset, Linked device) {}

    private static List<AssetLine> withDevices(Handle handle, Asked asked, List<AssetLine> lines) {
        if (lines.isEmpty()) {
            return lines;
        }
        var ids = lines.stream().map(line -> line.asset().id()).toList();
        Map<UUID, List<Linked>> devices =
                new HashMap<>(
                        links(handle, asked, ids).stream()
                                .collect(
                                        Collectors.groupingBy(
                                                Link::asset,
                                                Collectors.mapping(
                                                        Link::device, Collectors.toList()))));
        return lines.stream()
                .map(line ->
                        new AssetLine(
                                line.asset(),
                                line.since(),
                                line.saidBy(),
                                line.list(),
                                line.isTwice(),
                                devices.getOrDefault(line.asset().id(), List.of())))
                .toList();
    }

    private static List<Link> links(Handle handle, Asked asked, List<UUID> assets) {
        var when =
                asked.at().isPresent()
                        ? "c.valid_from <= :at AND (c.valid_to IS NULL OR c.valid_to > :at)"
                        : "c.valid_to IS NULL";
        var query =
                handle.createQuery(LINKS + " WHERE " + when + " ORDER BY c.valid_from, d.id")
                        .registerArrayType(UUID.class, "uuid")
                        .bind("district", asked.district())
                        .bindArray("assets", UUID.class, assets);
        asked.at().ifPresent(at -> query.bind("at", at));
        return query.map((row, c) ->
                        new Link(
                                Columns.uuid(row, "asset_id"),
                                new Linked(
                                        new DeviceId(Columns.uuid(row, "id")),
                                        new UnitId(Columns.uuid(row, "unit_id")),
                                        name(row),
                                        Columns.optionalInstant(row, "last_check_in"),
                                        Columns.optionalText(row, "kind").map(RetiredAs::parse))))
                .list();
    }

    private static String name(ResultSet row) throws SQLException {
        for (var column : List.of("label", "hostname", "serial")) {
            var text = Columns.optionalText(row, column);
            if (text.isPresent()) {
                return text.get();
            }
        }
        return Columns.uuid(row, "id").toString();
    }
}
