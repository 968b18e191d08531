package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The values that version fields have in a district: few, even among many devices. */
final class VersionValues {

    private VersionValues() {}

    static List<String> of(Handle handle, DistrictId district, Field field) {
        var sql =
                field == Field.AGENT
                        ? """
                        SELECT DISTINCT agent_version AS version FROM device_presence
                        WHERE district_id = ? AND agent_version IS NOT NULL\
                        """
                        : """
                        SELECT DISTINCT text_value AS version FROM inventory_fact
                        WHERE district_id = ? AND name = 'operating-system.version'
                            AND text_value IS NOT NULL\
                        """;
        return handle.createQuery(sql).bind(0, district).mapTo(String.class).list();
    }
}
