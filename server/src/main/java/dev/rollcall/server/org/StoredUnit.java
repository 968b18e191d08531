package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A row, before what it inherits is found in the rows above it. */
record StoredUnit(UnitId id, UnitKind kind, String slug, UnitState state) {

    static StoredUnit read(ResultSet row) throws SQLException {
        return new StoredUnit(
                new UnitId(Columns.uuid(row, "id")),
                UnitKind.valueOf(row.getString("kind")),
                row.getString("slug"),
                UnitState.read(row));
    }

    static UnitTree tree(DistrictId district, List<StoredUnit> stored) {
        var byId = new LinkedHashMap<UnitId, StoredUnit>();
        stored.forEach(unit -> byId.put(unit.id(), unit));
        return UnitTree.of(stored.stream().map(unit -> unit.in(district, byId)).toList());
    }

    private Unit in(DistrictId district, Map<UnitId, StoredUnit> byId) {
        return new Unit(
                district,
                id,
                kind,
                state.parent(),
                state.name(),
                slug,
                nearest(byId, UnitState::zone).orElse(ZoneOffset.UTC),
                nearest(byId, UnitState::returnGraceDays)
                        .map(days -> new ReturnGrace(days, state.returnGraceDays().isEmpty()))
                        .orElse(ReturnGrace.USUAL),
                nearest(byId, UnitState::historyDays)
                        .map(days -> new HistoryPeriod(days, state.historyDays().isEmpty()))
                        .orElse(HistoryPeriod.USUAL));
    }

    /** Its own, or that of the nearest unit above it that has one. */
    private <T> Optional<T> nearest(
            Map<UnitId, StoredUnit> byId, Function<UnitState, Optional<T>> part) {
        var at = Optional.of(this);
        for (int level = 0; level <= UnitTree.MAX_DEPTH && at.isPresent(); level++) {
            var own = part.apply(at.get().state());
            if (own.isPresent()) {
                return own;
            }
            at = at.get().state().parent().map(byId::get);
        }
        return Optional.empty();
    }
}
