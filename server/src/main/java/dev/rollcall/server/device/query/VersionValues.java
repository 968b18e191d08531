package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The values that version fields have in a district: few, even among many devices. */
final class VersionValues {

    private VersionValues() {}

    static List<String> of(Handle handle, DistrictId district, Subject subject) {
        return switch (subject) {
            case Field field when field == Field.AGENT -> agents(handle, district);
            case Field field -> facts(handle, district, FactColumns.names(field).getFirst());
            case FactName fact -> facts(handle, district, fact.name());
        };
    }

    private static List<String> agents(Handle handle, DistrictId district) {
        return handle.createQuery(
                        """
                        SELECT DISTINCT agent_version FROM device_presence
                        WHERE district_id = ? AND agent_version IS NOT NULL
                        """)
                .bind(0, district)
                .mapTo(String.class)
                .list();
    }

    private static List<String> facts(Handle handle, DistrictId district, String name) {
        return handle.createQuery(
                        """
                        SELECT DISTINCT text_value FROM inventory_fact
                        WHERE district_id = ? AND name = ? AND text_value IS NOT NULL
                        """)
                .bind(0, district)
                .bind(1, name)
                .mapTo(String.class)
                .list();
    }
}
