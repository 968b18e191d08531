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
     * given by someone without it, since no administrator has recovery keys. A denial takes only.
     */
    public static Optional<String> objectionToGranting(
            Collection<Grant> own, Grant wanted, List<Place> path, Instant now, boolean toSelf) {
        if (toSelf) {
            return Optional.of("nobody changes their own grants");
        }
        if (!allows(own, Permission.PEOPLE_CHANGE, path, now)) {
            return Optional.of("your roles do not let you change grants there");
        }
        if (wanted.effect() == Grant.Effect.DENY || wanted.role() == Role.KEY_CUSTODIAN) {
            return Optional.empty();
        }
        return wanted.role().permissions().stream()
                .filter(permission -> !allows(own, permission, path, now))
                .sorted()
                .findFirst()
                .map(lacking -> "the role may do what you may not: " + lacking.word());
    }

    /**
     * Whether somebody may do all that another may, and so may set the other's password without
     * becoming more. Nobody can do so for a key custodian.
     *
     * @param path the way down to a place
     */
    public static boolean covers(
            Collection<Grant> own,
            Collection<Grant> others,
            Function<Place, List<Place>> path,
            Instant now) {
        return others.stream()
                .filter(grant -> grant.effect() == Grant.Effect.ALLOW)
                .allMatch(grant ->
                        grant.role().permissions().stream()
                                .allMatch(permission ->
                                        allows(own, permission, path.apply(grant.place()), now)));
    }
}
