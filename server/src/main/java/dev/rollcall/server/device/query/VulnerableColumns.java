package dev.rollcall.server.device.query;

/**
 * What a device's packages have: what came of matching its list of packages as one of the system
 * that it says it has. Conditions about {@code device d}. Pure.
 */
final class VulnerableColumns {

    private VulnerableColumns() {}

    static Sql known() {
        return matched(Sql.TRUE);
    }

    static Sql worst(String severity) {
        return matched(Sql.of("m.worst = ?", severity));
    }

    static Sql worstFixable(String severity) {
        return matched(Sql.of("m.worst_fixable = ?", severity));
    }

    private static Sql matched(Sql more) {
        return InventoryColumns.section(
                "packages",
                Sql.concat(
                        Sql.of(
                                """
                                EXISTS (SELECT 1 FROM inventory_fact n
                                    JOIN inventory_fact v ON v.district_id = n.district_id
                                        AND v.device_id = n.device_id
                                    JOIN vulnerability_match m ON m.district_id = n.district_id
                                        AND m.system_name = n.text_value
                                        AND m.system_version = v.text_value
                                    WHERE n.district_id = s.district_id
                                        AND n.device_id = s.device_id
                                        AND n.name = 'operating-system.id' AND n.ordinal = 0
                                        AND v.name = 'operating-system.version' AND v.ordinal = 0
                                        AND m.packages = s.digest AND\
                                """),
                        more,
                        Sql.of(")")));
    }
}
