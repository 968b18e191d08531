package dev.rollcall.server.access;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What somebody may do now: what their grants give them, as far as the token they use goes. Every
 * decision about people asks these and never the grants alone, else a narrow token could give away
 * what it may not do itself.
 *
 * @param scope what the token may be used for, at most
 */
record Rights(List<Grant> grants, Set<Permission> scope, Instant now) {

    Rights {
        grants = List.copyOf(grants);
        scope = Set.copyOf(scope);
    }

    /**
     * Whether they allow something at the last place of a path.
     *
     * @param path from the top down
     */
    boolean allow(Permission permission, List<Place> path) {
        return scope.contains(permission) && AccessRules.allows(grants, permission, path, now);
    }
}
