package dev.rollcall.server.access;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Says who may do what. Pure: the same facts always give the same decision. */
public final class AccessRules {

    private AccessRules() {}

    /**
     * Whether these grants allow something at the last place of a path. A deny anywhere on the path
     * beats every grant; an unknown place has no path, and nothing is allowed there.
     *
     * @param path from the top down
     */
    public static boolean allows(
            Collection<Grant> grants, Permission permission, List<Place> path, Instant now) {
        var allowed = false;
        for (var grant : grants) {
            if (grant.holdsAt(now)
                    && path.contains(grant.place())
                    && grant.role().permissions().contains(permission)) {
                if (grant.effect() == Grant.Effect.DENY) {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    /**
     * Why a person may not give a role at a place; empty when they may. Nobody changes their own
     * grants. A role is given by someone who may do all of it there; only a key custodian's is
     * given by someone without it, since no administrator has recovery keys, but never with a token
     * that is not for them. A denial takes only.
     */
    static Optional<String> objectionToGranting(
            Rights own, Grant wanted, List<Place> path, boolean toSelf) {
        if (toSelf) {
            return Optional.of("nobody changes their own grants");
        }
        if (!own.allow(Permission.PEOPLE_CHANGE, path)) {
            return Optional.of("your roles do not let you change grants there");
        }
        if (wanted.effect() == Grant.Effect.DENY) {
            return Optional.empty();
        }
        return wanted.role().permissions().stream()
                .filter(permission -> !mayGive(own, permission, wanted.role(), path))
                .sorted()
                .findFirst()
                .map(lacking -> "the role may do what you may not: " + lacking.word());
    }

    private static boolean mayGive(Rights own, Permission permission, Role role, List<Place> path) {
        return role == Role.KEY_CUSTODIAN
                ? own.scope().contains(permission)
                : own.allow(permission, path);
    }

    /**
     * Whether somebody may do all that another may, and so may set the other's password without
     * becoming more. Nobody can do so for a key custodian.
     *
     * @param path the way down to a place
     */
    static boolean covers(Rights own, Collection<Grant> others, Function<Place, List<Place>> path) {
        return others.stream()
                .filter(grant -> grant.effect() == Grant.Effect.ALLOW)
                .allMatch(grant ->
                        grant.role().permissions().stream()
                                .allMatch(permission ->
                                        own.allow(permission, path.apply(grant.place()))));
    }
}
