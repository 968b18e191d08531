package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What access needs to know of the tree of units, as it is at one instant. */
public interface Territory {

    /**
     * The way down to a unit, both ends included: the root of the provider where the district has
     * one, the root of the district, and on; empty for an unknown unit.
     */
    List<Place> path(DistrictId district, UnitId unit);

    /** Every unit of a district; none for an unknown district. */
    Set<UnitId> units(DistrictId district);

    Set<DistrictId> districts();

    /** A district by its slug. */
    Optional<DistrictId> district(String slug);

    /** A unit of a district by its slug. */
    Optional<UnitId> unit(DistrictId district, String slug);

    /** Reads the territory as it is now. */
    interface Source {
        Territory now(Handle handle);
    }
}
