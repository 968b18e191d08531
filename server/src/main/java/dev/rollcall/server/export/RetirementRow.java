package dev.rollcall.server.export;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The rows of the export {@code retirements}: which devices had left at its instant. */
final class RetirementRow {

    private static final List<String> COLUMNS =
            List.of(
                    "device_id",
                    "label",
                    "hostname",
                    "serial",
                    "asset_tag",
                    "unit",
                    "unit_path",
                    "retired_as",
                    "retired_on",
                    "reason",
                    "retired_by",
                    "known_since",
                    "enrolled_at",
                    "key_protection",
                    "last_check_in");

    private static final String SELECT =
            """
            SELECT r.device_id AS row_key, d.id, d.label, d.hostname, d.serial, pl.unit_id, r.kind,
                r.retired_on, r.reason, r.retired_by, r.valid_from, e.started_at, e.key_protection,
                %s AS last_check_in,
                (SELECT s.asset_tag FROM custody_device c
                    JOIN custody_asset_state s ON s.district_id = c.district_id
                        AND s.asset_id = c.asset_id AND s.valid_from <= :at
                        AND (s.valid_to IS NULL OR s.valid_to > :at)
                    WHERE c.district_id = d.district_id AND c.device_id = d.id
                        AND c.valid_from <= :at AND (c.valid_to IS NULL OR c.valid_to > :at)
                    FETCH FIRST 1 ROW ONLY) AS asset_tag
            """
                    .formatted(ExportedDevices.LAST_CHECK_IN);

    private static final String FROM =
            """
             FROM device_retirement r
            JOIN device d ON d.district_id = r.district_id AND d.id = r.device_id
            JOIN device_placement pl ON pl.district_id = d.district_id AND pl.device_id = d.id
                AND pl.valid_from <= :at AND (pl.valid_to IS NULL OR pl.valid_to > :at)
            LEFT JOIN enrollment e ON e.district_id = d.district_id
                AND e.id = (SELECT l.id FROM enrollment l WHERE l.district_id = d.district_id
                    AND d.id IN (l.device_id, l.record_id) AND l.started_at <= :at
                    ORDER BY l.started_at DESC, l.id DESC FETCH FIRST 1 ROW ONLY)
            LEFT JOIN device_presence p ON p.district_id = d.district_id AND p.device_id = d.id
            WHERE r.district_id = :district AND pl.unit_id = ANY(:units)
                AND r.valid_from <= :at AND (r.valid_to IS NULL OR r.valid_to > :at)
            """;

    private static final String NOTES =
            "One row per device that was retired at as_of, as far as was known then. retired_on is the"
                    + " date that people gave, known_since when the server was told. retired_by is"
                    + " blank for those retired before it was kept: the audit has them. A retirement"
                    + " that was taken back is in no later export. last_check_in is the last one by"
                    + " as_of. Labels, hostnames and serials have no past here: they are those of now.";

    static final RegisterPages.Source SOURCE =
            new RegisterPages.Source(
                    COLUMNS, SELECT, FROM, "r.device_id", NOTES, RetirementRow::cells);

    private RetirementRow() {}

    private static List<Cell> cells(ResultSet row, ExportUnits units) throws SQLException {
        var unit = new UnitId(Columns.uuid(row, "unit_id"));
        return List.of(
                RegisterPages.id(row, "id"),
                RegisterPages.text(row, "label"),
                RegisterPages.text(row, "hostname"),
                RegisterPages.text(row, "serial"),
                RegisterPages.text(row, "asset_tag"),
                Cell.of(units.slug(unit)),
                Cell.of(units.path(unit)),
                RegisterPages.text(row, "kind"),
                RegisterPages.date(row, "retired_on"),
                RegisterPages.text(row, "reason"),
                RegisterPages.text(row, "retired_by"),
                RegisterPages.time(row, "valid_from"),
                RegisterPages.time(row, "started_at"),
                RegisterPages.text(row, "key_protection"),
                RegisterPages.time(row, "last_check_in"));
    }
}
