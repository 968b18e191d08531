package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The rows of a table that are about devices of a district, all or some. For one thread.
 *
 * @param only these devices; absent for all
 */
record DeviceRows(Handle handle, DistrictId district, Optional<List<UUID>> only) {

    /** Rows that the driver reads ahead. */
    static final int AHEAD = 2_000;

    @FunctionalInterface
    interface Take {
        void row(UUID device, ResultSet row) throws SQLException;
    }

    /**
     * @param key column of the device; the table is {@code t}
     * @param end more conditions, and the order
     */
    void each(String key, String table, String columns, String end, Take take) {
        each(key, table, "", columns, end, take);
    }

    /**
     * @param joined with the table
     */
    void each(String key, String table, String joined, String columns, String end, Take take) {
        var from =
                only.isEmpty()
                        ? table + " t" + joined + " WHERE t.district_id = :district"
                        : "UNNEST(CAST(:only AS UUID ARRAY)) asked (id) JOIN "
                                + table
                                + " t ON t.district_id = :district AND "
                                + key
                                + " = asked.id"
                                + joined
                                + " WHERE TRUE";
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
}
