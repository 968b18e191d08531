package dev.rollcall.server.org;

import dev.rollcall.common.id.UnitId;
import java.util.Optional;

/** A unit on the wire. */
record UnitView(
        UnitId id,
        UnitKind kind,
        Optional<UnitId> parent,
        String slug,
        String name,
        String timeZone,
        int returnGraceDays,
        boolean returnGraceInherited,
        int historyDays,
        boolean historyInherited) {

    static UnitView of(Unit unit) {
        return new UnitView(
                unit.id(),
                unit.kind(),
                unit.parent(),
                unit.slug(),
                unit.name(),
                unit.zone().getId(),
                unit.returnGrace().days(),
                unit.returnGrace().inherited(),
                unit.history().days(),
                unit.history().inherited());
    }
}
