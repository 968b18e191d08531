package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import java.util.Optional;

/**
 * A tenant.
 *
 * @param kind provider or district
 * @param provider who serves it; empty for a provider, and for a district that runs its own server
 * @param name of its root unit now
 */
public record District(
        DistrictId id, UnitKind kind, Optional<DistrictId> provider, String slug, String name) {

    public UnitId root() {
        return Unit.root(id);
    }
}
