package dev.rollcall.server.custody;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every list that was imported, and which states of assets came from it. */
final class AssetImports {

    private static final String COLUMNS =
            """
            SELECT i.id, i.file, i.imported_at, i.imported_by, i.made, i.changed, i.undone_at,
                   i.undone_by
            FROM custody_import i
            """;

    private AssetImports() {}

    /**
     * A list.
     *
     * @param file its name, for people
     * @param made assets that it made, and {@code changed} those that it changed
     */
    record Import(
            UUID id,
            String file,
            Instant importedAt,
            String importedBy,
            int made,
            int changed,
            Optional<Instant> undoneAt,
            Optional<String> undoneBy) {}

    static void begin(
            Handle handle, DistrictId district, UUID id, String file, String by, Instant now) {
        handle.execute(
                """
                INSERT INTO custody_import
                    (district_id, id, file, imported_at, imported_by, made, changed)
                VALUES (?, ?, ?, ?, ?, 0, 0)
                """,
                district,
                id,
                file,
                now,
                by);
    }

    static void count(Handle handle, DistrictId district, UUID id, int made, int changed) {
        handle.execute(
                """
                UPDATE custody_import SET made = made + ?, changed = changed + ?
                WHERE district_id = ? AND id = ?
                """,
                made,
                changed,
                district,
                id);
    }

    /** False where it was undone already. */
    static boolean undone(Handle handle, DistrictId district, UUID id, String by, Instant now) {
        return handle.execute(
                        """
                        UPDATE custody_import SET undone_at = ?, undone_by = ?
                        WHERE district_id = ? AND id = ? AND undone_at IS NULL
                        """,
                        now,
                        by,
                        district,
                        id)
                == 1;
    }

    static Optional<Import> find(Handle handle, DistrictId district, UUID id) {
        return handle.createQuery(COLUMNS + " WHERE i.district_id = ? AND i.id = ?")
                .bind(0, district)
                .bind(1, id)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** Newest first. */
    static List<Import> list(Handle handle, DistrictId district, Optional<UUID> below, int limit) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE i.district_id = ? AND i.id < ?"
                                + " ORDER BY i.id DESC FETCH FIRST ? ROWS ONLY")
                .bind(0, district)
                .bind(1, below.orElse(new UUID(-1, -1)))
                .bind(2, limit)
                .map((row, c) -> read(row))
                .list();
    }

    /** The units of assets that are still as the list said. */
    static List<UnitId> units(Handle handle, DistrictId district, UUID id) {
        return handle.createQuery(
                        """
                        SELECT DISTINCT unit_id FROM custody_asset_state
                        WHERE district_id = ? AND import_id = ? AND valid_to IS NULL
                        """)
                .bind(0, district)
                .bind(1, id)
                .map((row, c) -> new UnitId(Columns.uuid(row, "unit_id")))
                .list();
    }

    /** Assets that are still as the list said, in the order of their ids. */
    static List<UUID> unchanged(
            Handle handle, DistrictId district, UUID id, UUID after, int limit) {
        return handle.createQuery(
                        """
                        SELECT asset_id FROM custody_asset_state
                        WHERE district_id = ? AND import_id = ? AND valid_to IS NULL
                          AND asset_id > ?
                        ORDER BY asset_id FETCH FIRST ? ROWS ONLY
                        """)
                .bind(0, district)
                .bind(1, id)
                .bind(2, after)
                .bind(3, limit)
                .mapTo(UUID.class)
                .list();
    }

    /** What was known of an asset before the list; empty where the list made it. */
    static Optional<Asset> before(Handle handle, DistrictId district, UUID id, UUID asset) {
        return handle.createQuery(
                        "SELECT "
                                + AssetRows.COLUMNS
                                + """
                                 FROM custody_asset_state s
                                WHERE s.district_id = ? AND s.asset_id = ?
                                  AND (s.import_id IS NULL OR s.import_id <> ?)
                                ORDER BY s.valid_from DESC FETCH FIRST 1 ROW ONLY
                                """)
                .bind(0, district)
                .bind(1, asset)
                .bind(2, id)
                .map((row, c) -> AssetRows.read(row))
                .findOne();
    }

    static boolean isLinked(Handle handle, DistrictId district, UUID asset) {
        return handle.createQuery(
                                """
                                SELECT COUNT(*) FROM custody_device
                                WHERE district_id = ? AND asset_id = ? AND valid_to IS NULL
                                """)
                        .bind(0, district)
                        .bind(1, asset)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    private static Import read(ResultSet row) throws SQLException {
        return new Import(
                Columns.uuid(row, "id"),
                row.getString("file"),
                Columns.instant(row, "imported_at"),
                row.getString("imported_by"),
                row.getInt("made"),
                row.getInt("changed"),
                Columns.optionalInstant(row, "undone_at"),
                Columns.optionalText(row, "undone_by"));
    }
}
