package dev.rollcall.server.org;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Optional;

/** What may change about a unit. @param zone empty when it has that of the unit above */
record UnitState(Optional<UnitId> parent, String name, Optional<ZoneId> zone) {

    static UnitState read(ResultSet row) throws SQLException {
        return new UnitState(
                Columns.optionalUuid(row, "parent_id").map(UnitId::new),
                row.getString("name"),
                Columns.optionalText(row, "time_zone").map(ZoneId::of));
    }

    UnitState named(String newName) {
        return new UnitState(parent, newName, zone);
    }

    UnitState below(UnitId newParent) {
        return new UnitState(Optional.of(newParent), name, zone);
    }

    UnitState in(ZoneId newZone) {
        return new UnitState(parent, name, Optional.of(newZone));
    }
}
