package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.access.Territory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * Reads the whole organization for each request, and each tree only when it changed. Safe for use
 * by many threads.
 */
public final class Organizations implements Territory.Source {

    private final Units units;
    private final Map<DistrictId, Versioned> cached = new ConcurrentHashMap<>();

    public Organizations(Units units) {
        this.units = units;
    }

    @Override
    public Organization now(Handle handle) {
        var known = new HashMap<DistrictId, District>();
        units.districts(handle).forEach(district -> known.put(district.id(), district));
        var versions = units.versions(handle);
        var trees = new HashMap<DistrictId, UnitTree>();
        versions.forEach(
                (district, version) -> trees.put(district, tree(handle, district, version)));
        return new Organization(known, trees);
    }

    private UnitTree tree(Handle handle, DistrictId district, long version) {
        var seen = cached.get(district);
        if (seen != null && seen.version() == version) {
            return seen.tree();
        }
        var fresh = new Versioned(version, units.tree(handle, district));
        // a reader with an older snapshot must not put the clock back
        cached.merge(district, fresh, (a, b) -> a.version() > b.version() ? a : b);
        return fresh.tree();
    }

    private record Versioned(long version, UnitTree tree) {}
}
