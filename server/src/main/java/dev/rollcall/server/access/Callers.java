package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.server.http.Authenticator;
import dev.rollcall.server.http.Principal;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Turns API tokens into callers. */
public final class Callers implements Authenticator {

    private final Database database;
    private final People people;
    private final Grants grants;
    private final ApiTokens tokens;
    private final Territory.Source territory;
    private final InstantSource clock;

    public Callers(
            Database database,
            People people,
            Grants grants,
            ApiTokens tokens,
            Territory.Source territory,
            InstantSource clock) {
        this.database = database;
        this.people = people;
        this.grants = grants;
        this.tokens = tokens;
        this.territory = territory;
        this.clock = clock;
    }

    @Override
    public Optional<Principal> authenticate(String token, String address) {
        var now = clock.instant();
        var found =
                database.read(h -> tokens.find(h, token, now).map(t -> known(h, t, address, now)));
        found.map(Known::token)
                .filter(used -> ApiTokens.isNews(used, now))
                .ifPresent(used -> noteUse(used, now));
        return found.map(Known::caller);
    }

    private void noteUse(ApiToken token, Instant now) {
        // nobody waits for it: the next use in this hour notes it again if it fails
        var _ =
                database.submit(h -> {
                    tokens.used(h, token, now);
                    return true;
                });
    }

    /** A person with all they may do, for commands on the server's own machine and for tests. */
    public Optional<Caller> person(Handle handle, DistrictId home, PersonId person) {
        return caller(
                handle,
                home,
                person,
                EnumSet.allOf(Permission.class),
                Optional.empty(),
                clock.instant());
    }

    private Known known(Handle handle, ApiToken token, String address, Instant now) {
        var caller =
                caller(
                        handle,
                        token.district(),
                        token.person(),
                        token.permissions(),
                        Optional.of(address),
                        now);
        return new Known(
                token,
                caller.orElseThrow(() -> new IllegalStateException("a token without its person")));
    }

    private Optional<Caller> caller(
            Handle handle,
            DistrictId home,
            PersonId id,
            Set<Permission> scope,
            Optional<String> address,
            Instant now) {
        return people.find(handle, home, id)
                .map(person ->
                        new Caller(
                                id,
                                home,
                                person.displayName(),
                                address,
                                grants.of(handle, id, now),
                                scope,
                                territory.now(handle),
                                now));
    }

    private record Known(ApiToken token, Caller caller) {}
}
