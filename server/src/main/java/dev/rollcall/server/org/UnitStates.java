package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The dated rows of units: one is open, the ones before it are the past. */
final class UnitStates {

    private UnitStates() {}

    static Optional<UnitState> current(Handle handle, DistrictId district, UnitId unit) {
        return handle.createQuery(
                        """
                        SELECT parent_id, name, time_zone, return_grace_days, history_days
                          FROM org_unit_state
                         WHERE district_id = :district AND unit_id = :unit AND valid_to IS NULL
                        """)
                .bind("district", district)
                .bind("unit", unit)
                .map((row, context) -> UnitState.read(row))
                .findOne();
    }

    /**
     * Ends the open row and opens one with this content. Where the open row began at this very
     * instant, or the clock went backwards, it is corrected in place: it was never true.
     */
    static void write(
            Handle handle, DistrictId district, UnitId unit, UnitState state, Instant now) {
        handle.execute("UPDATE org_district SET version = version + 1 WHERE id = ?", district);
        var since = openSince(handle, district, unit);
        if (since.isPresent() && !since.get().isBefore(now)) {
            correct(handle, district, unit, state);
            return;
        }
        since.ifPresent(open ->
                handle.createUpdate(
                                """
                                UPDATE org_unit_state SET valid_to = :now
                                 WHERE district_id = :district AND unit_id = :unit
                                   AND valid_to IS NULL
                                """)
                        .bind("district", district)
                        .bind("unit", unit)
                        .bind("now", now)
                        .execute());
        handle.createUpdate(
                        """
                        INSERT INTO org_unit_state
                               (district_id, unit_id, valid_from, parent_id, name, time_zone,
                                return_grace_days, history_days)
                        VALUES (:district, :unit, :now, :parent, :name, :zone, :grace, :history)
                        """)
                .bind("district", district)
                .bind("unit", unit)
                .bind("now", now)
                .bindByType("parent", state.parent().orElse(null), UnitId.class)
                .bind("name", state.name())
                .bind("zone", state.zone().map(ZoneId::getId).orElse(null))
                .bindByType("grace", state.returnGraceDays().orElse(null), Integer.class)
                .bindByType("history", state.historyDays().orElse(null), Integer.class)
                .execute();
    }

    private static void correct(Handle handle, DistrictId district, UnitId unit, UnitState state) {
        handle.createUpdate(
                        """
                        UPDATE org_unit_state
                           SET parent_id = :parent, name = :name, time_zone = :zone,
                               return_grace_days = :grace, history_days = :history
                         WHERE district_id = :district AND unit_id = :unit AND valid_to IS NULL
                        """)
                .bind("district", district)
                .bind("unit", unit)
                .bindByType("parent", state.parent().orElse(null), UnitId.class)
                .bind("name", state.name())
                .bind("zone", state.zone().map(ZoneId::getId).orElse(null))
                .bindByType("grace", state.returnGraceDays().orElse(null), Integer.class)
                .bindByType("history", state.historyDays().orElse(null), Integer.class)
                .execute();
    }

    private static Optional<Instant> openSince(Handle handle, DistrictId district, UnitId unit) {
        return handle.createQuery(
                        """
                        SELECT valid_from FROM org_unit_state
                         WHERE district_id = :district AND unit_id = :unit AND valid_to IS NULL
                        """)
                .bind("district", district)
                .bind("unit", unit)
                .map((row, context) -> Columns.instant(row, "valid_from"))
                .findOne();
    }
}
