package dev.rollcall.server.org;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What may change about a unit.
 *
 * @param zone empty when it has that of the unit above
 * @param returnGraceDays likewise
 * @param historyDays likewise
 */
record UnitState(
        Optional<UnitId> parent,
        String name,
        Optional<ZoneId> zone,
        Optional<Integer> returnGraceDays,
        Optional<Integer> historyDays) {

    static UnitState root(String name, ZoneId zone) {
        return new UnitState(
                Optional.empty(), name, Optional.of(zone), Optional.empty(), Optional.empty());
    }

    static UnitState inheriting(UnitId parent, String name) {
        return new UnitState(
                Optional.of(parent), name, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static UnitState read(ResultSet row) throws SQLException {
        return new UnitState(
                Columns.optionalUuid(row, "parent_id").map(UnitId::new),
                row.getString("name"),
                Columns.optionalText(row, "time_zone").map(ZoneId::of),
                Optional.ofNullable(row.getObject("return_grace_days", Integer.class)),
                Optional.ofNullable(row.getObject("history_days", Integer.class)));
    }

    UnitState named(String newName) {
        return new UnitState(parent, newName, zone, returnGraceDays, historyDays);
    }

    UnitState below(UnitId newParent) {
        return new UnitState(Optional.of(newParent), name, zone, returnGraceDays, historyDays);
    }

    UnitState in(ZoneId newZone) {
        return new UnitState(parent, name, Optional.of(newZone), returnGraceDays, historyDays);
    }

    UnitState returningWithin(Optional<Integer> days) {
        return new UnitState(parent, name, zone, days, historyDays);
    }

    UnitState keeping(Optional<Integer> days) {
        return new UnitState(parent, name, zone, returnGraceDays, days);
    }
}
