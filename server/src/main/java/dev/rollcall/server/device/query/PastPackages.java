package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Which list of packages each device of a district had at an instant, read out of the history once.
 * Nothing is added to it afterwards; safe for use by many threads.
 */
public final class PastPackages {

    private final PackageLists packages;
    private final Map<UUID, Integer> lists;

    private PastPackages(PackageLists packages, Map<UUID, Integer> lists) {
        this.packages = packages;
        this.lists = lists;
    }

    /**
     * Reads it; that takes as long as one pass over the history of packages, and over those lists
     * that no device has any more.
     *
     * @param fleet what devices have now, so that what is in memory is not read again
     */
    public static PastPackages read(
            Handle handle, DistrictId district, Instant at, SectionContents contents, Fleet fleet) {
        var packages = fleet.packages().fork();
        var digests = digests(handle, district, at);
        ListReader.read(handle, district, contents, packages, new HashSet<>(digests.values()));
        var lists = new HashMap<UUID, Integer>();
        digests.forEach((device, digest) -> lists.put(device, packages.number(digest)));
        return new PastPackages(packages, lists);
    }

    /** Of a device that had none, nothing. */
    private static Map<UUID, Digest> digests(Handle handle, DistrictId district, Instant at) {
        var found = new HashMap<UUID, Digest>();
        var known = new HashMap<Digest, Digest>();
        handle.createQuery(
                        """
                        SELECT device_id, digest FROM inventory_section
                        WHERE district_id = :district AND kind = 'packages' AND state = 'OK'
                            AND digest IS NOT NULL
                            AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)
                        """)
                .bind("district", district)
                .bind("at", at)
                .setFetchSize(DeviceRows.AHEAD)
                .scanResultSet((rows, c) -> {
                    var row = rows.get();
                    while (row.next()) {
                        var digest = Columns.digest(row, "digest");
                        found.put(
                                Columns.uuid(row, "device_id"),
                                known.computeIfAbsent(digest, _ -> digest));
                    }
                    return true;
                });
        return found;
    }

    /** How many lists and devices are kept for it: what it takes of memory. */
    public int size() {
        return packages.size() + lists.size();
    }

    PackageLists packages() {
        return packages;
    }

    /** The number of the list of a device, or -1. */
    int list(UUID device) {
        return lists.getOrDefault(device, -1);
    }
}
