package dev.rollcall.server.device.query;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import java.util.List;
import java.util.Objects;

/**
 * The policy in force in some units.
 *
 * @param hash of its settings, which results name
 * @param settings how many; 0 where nothing is in force
 */
public record InForce(Digest hash, int settings, List<UnitId> units) {

    public InForce {
        Objects.requireNonNull(hash, "hash");
        units = List.copyOf(units);
    }
}
