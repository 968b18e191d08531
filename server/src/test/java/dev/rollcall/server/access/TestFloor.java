package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.access.Grant.Effect;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.org.Organizations;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What every room stands on, on a fresh database: a provider with two districts, springfield (with
 * the schools lincoln and adams) and shelby; a clock that is moved by hand; people with tokens.
 */
public final class TestFloor implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-11-02T08:00:00Z");
    public static final String PASSWORD = "correct horse battery";

    private static final SecureRandom RANDOM = new SecureRandom();
    // hashing takes its time: once for all
    private static final PasswordHash HASH = PasswordHash.of(Secret.ofText(PASSWORD), RANDOM);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final TestDatabase.Fresh fresh;

    public final IdSource ids = new IdSource(now::get, RANDOM);
    public final Database database;
    public final Units units = new Units(ids);
    public final AuditLog audit = new AuditLog(RANDOM);
    public final People people = new People(ids);
    public final Grants grants = new Grants(ids);
    public final ApiTokens tokens = new ApiTokens(ids, RANDOM);
    public final Callers callers;
    public final DistrictId provider;
    public final DistrictId springfield;
    public final DistrictId shelby;
    public final UnitId lincoln;
    public final UnitId adams;

    private TestFloor(TestDatabase engine) {
        fresh = engine.fresh();
        database = fresh.database();
        callers = new Callers(database, people, grants, tokens, new Organizations(units), now::get);
        var zone = ZoneId.of("America/Chicago");
        provider = database.write(h -> units.createProvider(h, "acme", "Acme IT", zone, START));
        springfield =
                database.write(
                        h -> units.createDistrict(h, "springfield", "Springfield", zone, START));
        shelby = database.write(h -> units.createDistrict(h, "shelby", "Shelby", zone, START));
        lincoln = school("lincoln");
        adams = school("adams");
    }

    public static TestFloor on(TestDatabase engine) {
        return new TestFloor(engine);
    }

    private UnitId school(String slug) {
        return database.write(h ->
                units.create(
                        h,
                        springfield,
                        Unit.root(springfield),
                        UnitKind.SCHOOL,
                        slug,
                        slug,
                        START));
    }

    public Instant now() {
        return now.get();
    }

    public void forward(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    /** Somebody of a district with a role at a unit of it; the password is {@link #PASSWORD}. */
    public PersonId person(DistrictId home, String login, UnitId unit, Role role) {
        return database.write(h -> {
            var id = people.create(h, home, login, login, HASH, now());
            var person = people.find(h, home, id).orElseThrow();
            grants.give(
                    h, person, new Place(home, unit), role, Effect.ALLOW, now(), Optional.empty());
            return id;
        });
    }

    /** A token of somebody, good for an hour. */
    public String token(DistrictId home, PersonId person) {
        return token(home, person, EnumSet.allOf(Permission.class));
    }

    /** A token of somebody for some of what they may do, good for an hour. */
    public String token(DistrictId home, PersonId person, Set<Permission> scope) {
        return database.write(h ->
                tokens.make(
                                h,
                                people.find(h, home, person).orElseThrow(),
                                "test",
                                scope,
                                Duration.ofHours(1),
                                now())
                        .token());
    }

    /** The token of a new person with a role at the root of a district. */
    public String token(DistrictId home, Role role) {
        return token(home, role, Unit.root(home));
    }

    /** The token of a new person with a role at a unit. */
    public String token(DistrictId home, Role role, UnitId unit) {
        var login = role.word() + "-" + ids.next().toString().substring(24);
        return token(home, person(home, login, unit, role));
    }

    /** Serves routes to whoever has a token. */
    public TestHttp serve(Routes... rooms) {
        return TestHttp.start(callers, List.of(rooms));
    }

    public SignIn signIn() {
        return new SignIn(database, people, tokens, audit, now::get, RANDOM);
    }

    /** The person's grants and everything, as a request would have them. */
    public Caller caller(DistrictId home, PersonId person) {
        return database.read(h -> callers.person(h, home, person).orElseThrow());
    }

    @Override
    public void close() {
        fresh.close();
    }
}
