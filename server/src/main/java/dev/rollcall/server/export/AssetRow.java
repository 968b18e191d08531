package dev.rollcall.server.export;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rows of the export {@code assets}: the register of physical things at its instant. */
final class AssetRow {

    private static final List<String> COLUMNS =
            List.of(
                    "asset_id",
                    "asset_tag",
                    "serial",
                    "manufacturer",
                    "model",
                    "unit",
                    "unit_path",
                    "status",
                    "status_on",
                    "status_reason",
                    "building",
                    "room",
                    "holder",
                    "purchased_on",
                    "cost",
                    "funding",
                    "note",
                    "known_since",
                    "said_by",
                    "device_id",
                    "device_hostname",
                    "key_protection",
                    "last_check_in");

    private static final String SELECT =
            """
            SELECT s.asset_id AS row_key, s.asset_tag, s.serial, s.manufacturer, s.model, s.unit_id,
                s.status, s.status_on, s.status_reason, s.building, s.room, s.holder,
                s.purchased_on, s.cost, s.funding, s.note, s.valid_from, s.said_by, d.id,
                d.hostname, %s AS last_check_in,
                (SELECT e.key_protection FROM enrollment e WHERE e.district_id = d.district_id
                    AND d.id IN (e.device_id, e.record_id) AND e.started_at <= :at
                    ORDER BY e.started_at DESC, e.id DESC FETCH FIRST 1 ROW ONLY) AS key_protection
            """
                    .formatted(ExportedDevices.LAST_CHECK_IN);

    private static final String FROM =
            """
             FROM custody_asset_state s
            LEFT JOIN device d ON d.district_id = s.district_id
                AND d.id = (SELECT c.device_id FROM custody_device c
                    WHERE c.district_id = s.district_id AND c.asset_id = s.asset_id
                        AND c.valid_from <= :at AND (c.valid_to IS NULL OR c.valid_to > :at)
                    ORDER BY c.valid_from DESC, c.device_id FETCH FIRST 1 ROW ONLY)
            LEFT JOIN device_presence p ON p.district_id = d.district_id AND p.device_id = d.id
            WHERE s.district_id = :district AND s.unit_id = ANY(:units)
                AND s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)
            """;

    private static final String NOTES =
            "One row per thing in the register at as_of, also those that are gone: status says so."
                    + " status_on and purchased_on are dates that people gave, known_since is when"
                    + " the server was told, and said_by is blank for what inventory said. The device"
                    + " is the record that was linked last by as_of; its hostname is that of now. A"
                    + " check-in is no physical inventory: it proves a key, not a place.";

    static final RegisterPages.Source SOURCE =
            new RegisterPages.Source(COLUMNS, SELECT, FROM, "s.asset_id", NOTES, AssetRow::cells);

    private AssetRow() {}

    private static List<Cell> cells(ResultSet row, ExportUnits units) throws SQLException {
        var unit = new UnitId(Columns.uuid(row, "unit_id"));
        return List.of(
                RegisterPages.id(row, "row_key"),
                RegisterPages.text(row, "asset_tag"),
                RegisterPages.text(row, "serial"),
                RegisterPages.text(row, "manufacturer"),
                RegisterPages.text(row, "model"),
                Cell.of(units.slug(unit)),
                Cell.of(units.path(unit)),
                RegisterPages.text(row, "status"),
                RegisterPages.date(row, "status_on"),
                RegisterPages.text(row, "status_reason"),
                RegisterPages.text(row, "building"),
                RegisterPages.text(row, "room"),
                RegisterPages.text(row, "holder"),
                RegisterPages.date(row, "purchased_on"),
                Cell.text(
                        Optional.ofNullable(row.getBigDecimal("cost"))
                                .map(c -> c.setScale(2))
                                .map(BigDecimal::toPlainString)),
                RegisterPages.text(row, "funding"),
                RegisterPages.text(row, "note"),
                RegisterPages.time(row, "valid_from"),
                RegisterPages.text(row, "said_by"),
                RegisterPages.id(row, "id"),
                RegisterPages.text(row, "hostname"),
                RegisterPages.text(row, "key_protection"),
                RegisterPages.time(row, "last_check_in"));
    }
}
