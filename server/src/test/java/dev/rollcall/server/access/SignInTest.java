package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.util.Optional;

class SignInTest {

    private static final Secret RIGHT = Secret.ofText(TestFloor.PASSWORD);
    private static final Secret WRONG = Secret.ofText("wrong horse battery");

    @StorageTest
    void theRightPasswordGivesATokenForTwelveHours(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            floor.person(floor.springfield, "anna", floor.lincoln, Role.TECHNICIAN);

            var made = floor.signIn().signIn(" Anna ", RIGHT, "10.0.0.1");

            assertThat(made.token()).startsWith("rct_").hasSize(47);
            assertThat(floor.callers.authenticate(made.token(), "10.0.0.1")).isPresent();
            floor.forward(Duration.ofHours(12));
            assertThat(floor.callers.authenticate(made.token(), "10.0.0.1")).isEmpty();
            var events =
                    floor.database.read(
                            h -> floor.audit.list(h, floor.springfield, Optional.empty(), 10));
            assertThat(events.getFirst().verb()).isEqualTo("signed-in");
        }
    }

    @StorageTest
    void aWrongPasswordAndAnUnknownLoginAreRefusedInTheSameWords(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            var signIn = floor.signIn();
            var id = floor.person(floor.springfield, "anna", floor.lincoln, Role.TECHNICIAN);

            var wrong = refusal(signIn, "anna", WRONG);
            var unknown = refusal(signIn, "nobody", RIGHT);
            floor.database.change(h -> floor.people.disable(h, floor.springfield, id, floor.now()));
            var disabled = refusal(signIn, "anna", RIGHT);

            assertThat(wrong.code()).isEqualTo(ProblemCode.SIGN_IN_FAILED);
            assertThat(unknown.code()).isEqualTo(wrong.code());
            assertThat(unknown.detail()).isEqualTo(wrong.detail());
            assertThat(disabled.detail()).isEqualTo(wrong.detail());
        }
    }

    @StorageTest
    void nobodyHasThePasswordThatUnknownLoginsAreMeasuredWith(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            var refused =
                    refusal(floor.signIn(), "nobody", Secret.ofText("nobody has this password"));

            assertThat(refused.code()).isEqualTo(ProblemCode.SIGN_IN_FAILED);
        }
    }

    @StorageTest
    void whoeverFailsAgainAndAgainWaits(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            floor.person(floor.springfield, "anna", floor.lincoln, Role.TECHNICIAN);
            var signIn = floor.signIn();
            for (int i = 0; i < 5; i++) {
                assertThat(refusal(signIn, "anna", WRONG).code())
                        .isEqualTo(ProblemCode.SIGN_IN_FAILED);
            }

            assertThat(refusal(signIn, "anna", RIGHT).code())
                    .isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
            floor.forward(Duration.ofSeconds(1));
            assertThat(signIn.signIn("anna", RIGHT, "10.0.0.1").token()).isNotEmpty();
        }
    }

    @StorageTest
    void aTokenOfADisabledPersonDoesNotWork(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            var id =
                    floor.person(
                            floor.springfield,
                            "anna",
                            Unit.root(floor.springfield),
                            Role.TECHNICIAN);
            var token = floor.token(floor.springfield, id);
            assertThat(floor.callers.authenticate(token, "a")).isPresent();

            floor.database.change(h -> floor.people.disable(h, floor.springfield, id, floor.now()));

            assertThat(floor.callers.authenticate(token, "a")).isEmpty();
        }
    }

    @StorageTest
    void theDatabaseHoldsNoTokenAndNoPassword(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            var id = floor.person(floor.springfield, "anna", floor.lincoln, Role.TECHNICIAN);
            var token = floor.token(floor.springfield, id);
            long found =
                    floor.database.read(h ->
                            h.createQuery(
                                            "SELECT COUNT(*) FROM access_token"
                                                    + " WHERE digest = :token")
                                    .bind(
                                            "token",
                                            token.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                    .mapTo(Long.class)
                                    .one());
            String hash =
                    floor.database.read(h ->
                            h.createQuery("SELECT password_hash FROM access_person")
                                    .mapTo(String.class)
                                    .one());

            assertThat(found).isZero();
            assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        }
    }

    @StorageTest
    void lastUseIsKeptByTheHour(TestDatabase engine) {
        try (var floor = TestFloor.on(engine)) {
            var id = floor.person(floor.springfield, "anna", floor.lincoln, Role.TECHNICIAN);
            var token = floor.token(floor.springfield, id);
            floor.forward(Duration.ofMinutes(20));
            assertThat(floor.callers.authenticate(token, "a")).isPresent();

            floor.database.change(h -> {});
            var kept =
                    floor.database.read(h ->
                            floor.tokens.list(
                                    h, floor.springfield, id, Optional.empty(), 10, floor.now()));
            assertThat(kept.getFirst().lastUsedAt()).contains(TestFloor.START);
        }
    }

    private static Problem refusal(SignIn signIn, String login, Secret password) {
        var refused = new Problem[1];
        assertThatThrownBy(() -> signIn.signIn(login, password, "10.0.0.1"))
                .isInstanceOfSatisfying(Problem.class, problem -> refused[0] = problem);
        return refused[0];
    }
}
