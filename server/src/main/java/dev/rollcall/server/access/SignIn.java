package dev.rollcall.server.access;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns login and password into an API token. An unknown login takes as long as a wrong password
 * and is refused in the same words. Safe for use by many threads.
 */
public final class SignIn {

    /** How long signing in lasts. */
    public static final Duration LIFE = Duration.ofHours(12);

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    private final Database database;
    private final People people;
    private final ApiTokens tokens;
    private final AuditLog audit;
    private final InstantSource clock;
    private final PasswordHash nobody;

    // short for a login, so that nobody can lock another out for long; an address may be a whole
    // school, so it has more attempts
    private final Backoff logins = new Backoff(4, Duration.ofMinutes(1));
    private final Backoff addresses = new Backoff(30, Duration.ofMinutes(15));

    /**
     * @param random a secure one
     */
    public SignIn(
            Database database,
            People people,
            ApiTokens tokens,
            AuditLog audit,
            InstantSource clock,
            RandomGenerator random) {
        this.database = database;
        this.people = people;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
        this.nobody = PasswordHash.of(Secret.ofText("nobody has this password"), random);
    }

    /** Makes a token, or refuses without saying which of the two was wrong. */
    public ApiToken.Made signIn(String login, Secret password, String address) {
        var now = clock.instant();
        var name = login.strip().toLowerCase(Locale.ROOT);
        refuseTheHasty(name, address, now);
        var found = database.read(h -> people.credentials(h, name));
        var hash = found.flatMap(People.Credentials::password);
        // hashed in every case, so that the time tells nothing
        var matches = hash.orElse(nobody).matches(password);
        if (!matches || hash.isEmpty() || isDisabled(found)) {
            logins.failed(name, now);
            addresses.failed(address, now);
            LOG.info("sign-in refused address={}", address);
            throw new Problem(ProblemCode.SIGN_IN_FAILED, ProblemCode.SIGN_IN_FAILED.sentence());
        }
        logins.succeeded(name);
        return makeToken(found.orElseThrow().person(), address, now);
    }

    private ApiToken.Made makeToken(Person person, String address, Instant now) {
        return database.write(h -> {
            var all = EnumSet.allOf(Permission.class);
            var made = tokens.make(h, person, "sign-in", all, LIFE, now);
            var actor =
                    Actor.person(
                            person.id().toString(), person.displayName(), Optional.of(address));
            audit.record(
                    h,
                    AuditEvent.of(
                            person.home(),
                            actor,
                            now,
                            "signed-in",
                            "api-token",
                            made.id().toString(),
                            Map.of("expiresAt", made.expiresAt().toString())));
            return made;
        });
    }

    private void refuseTheHasty(String login, String address, Instant now) {
        logins.waitOf(login, now)
                .or(() -> addresses.waitOf(address, now))
                .ifPresent(wait -> {
                    throw new Problem(
                            ProblemCode.TOO_MANY_REQUESTS,
                            "too many failed attempts: wait " + seconds(wait) + " seconds",
                            Map.of("retryAfterSeconds", seconds(wait)));
                });
    }

    private static long seconds(Duration wait) {
        return wait.plusMillis(999).toSeconds();
    }

    private static boolean isDisabled(Optional<People.Credentials> found) {
        return found.flatMap(credentials -> credentials.person().disabledAt()).isPresent();
    }
}
