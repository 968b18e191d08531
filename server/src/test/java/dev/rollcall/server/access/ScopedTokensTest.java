package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.PersonId;
import dev.rollcall.server.access.Grant.Effect;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a stolen script's token cannot become: its scope binds on every way to more rights. */
class ScopedTokensTest {

    private static final String SPRINGFIELD = "/api/v1/districts/springfield";
    private static final Set<Permission> PEOPLE =
            EnumSet.of(Permission.PEOPLE_CHANGE, Permission.PEOPLE_VIEW, Permission.ORG_VIEW);

    /** An administrator's token for people only, and one for all the administrator may do. */
    private record Admin(TestFloor floor, TestHttp http, PersonId id, String narrow, String wide) {

        Answer grant(String token, String login, String role) {
            return http.send(
                    "POST",
                    SPRINGFIELD + "/grants",
                    token,
                    "{\"login\":\"%s\",\"unit\":\"lincoln\",\"role\":\"%s\"}"
                            .formatted(login, role));
        }

        Answer password(String token, PersonId person) {
            return http.send(
                    "PUT",
                    SPRINGFIELD + "/people/" + person + "/password",
                    token,
                    "{\"password\":\"a long enough one\"}");
        }

        Answer enable(String token, PersonId person) {
            return http.send("POST", SPRINGFIELD + "/people/" + person + "/enable", token, "");
        }

        Answer end(String token, Grant grant) {
            return http.send("DELETE", SPRINGFIELD + "/grants/" + grant.id(), token, "");
        }

        Answer revoke(String token, String id) {
            return http.send("DELETE", "/api/v1/me/tokens/" + id, token, "");
        }
    }

    private static void withAdmin(TestDatabase engine, BiConsumer<TestFloor, Admin> test) {
        try (var floor = TestFloor.on(engine);
                var http =
                        floor.serve(
                                new PeopleRoutes(
                                        floor.database,
                                        floor.people,
                                        floor.grants,
                                        floor.tokens,
                                        floor.audit,
                                        new SecureRandom()),
                                new GrantRoutes(
                                        floor.database, floor.people, floor.grants, floor.audit),
                                new ApiTokenRoutes(
                                        floor.database, floor.people, floor.tokens, floor.audit))) {
            var root = Unit.root(floor.springfield);
            var id = floor.person(floor.springfield, "admin", root, Role.DISTRICT_ADMIN);
            var narrow = floor.token(floor.springfield, id, PEOPLE);
            var wide = floor.token(floor.springfield, id);
            test.accept(floor, new Admin(floor, http, id, narrow, wide));
        }
    }

    @StorageTest
    void aNarrowTokenGivesNoRoleThatMayDoMoreThanIt(TestDatabase engine) {
        withAdmin(
                engine,
                (floor, admin) -> {
                    floor.person(floor.springfield, "kim", floor.adams, Role.HELP_DESK);

                    for (var role : new String[] {"district-admin", "help-desk", "key-custodian"}) {
                        assertThat(admin.grant(admin.narrow(), "kim", role).code())
                                .as(role)
                                .isEqualTo("not-allowed");
                        assertThat(admin.grant(admin.wide(), "kim", role).status())
                                .as(role)
                                .isEqualTo(201);
                    }
                });
    }

    @StorageTest
    void aNarrowTokenEndsNoDenialOfWhatItMayNotDo(TestDatabase engine) {
        withAdmin(
                engine,
                (floor, admin) -> {
                    var kim = floor.person(floor.springfield, "kim", floor.adams, Role.TECHNICIAN);
                    var denial =
                            floor.database.write(h ->
                                    floor.grants.give(
                                            h,
                                            floor.people
                                                    .find(h, floor.springfield, kim)
                                                    .orElseThrow(),
                                            new Place(floor.springfield, floor.adams),
                                            Role.TECHNICIAN,
                                            Effect.DENY,
                                            floor.now(),
                                            Optional.empty()));

                    assertThat(admin.end(admin.narrow(), denial).code()).isEqualTo("not-allowed");
                    assertThat(admin.end(admin.wide(), denial).status()).isEqualTo(204);
                });
    }

    @StorageTest
    void aNarrowTokenSetsNoPasswordOfSomebodyWhoMayDoMoreThanIt(TestDatabase engine) {
        withAdmin(
                engine,
                (floor, admin) -> {
                    var kim = floor.person(floor.springfield, "kim", floor.adams, Role.TECHNICIAN);

                    assertThat(admin.password(admin.narrow(), kim).code()).isEqualTo("not-allowed");
                    assertThat(admin.password(admin.narrow(), admin.id()).code())
                            .isEqualTo("not-allowed");
                    assertThat(admin.password(admin.wide(), kim).status()).isEqualTo(204);
                });
    }

    @StorageTest
    void aNarrowTokenEnablesNobodyWhoMayDoMoreThanIt(TestDatabase engine) {
        withAdmin(
                engine,
                (floor, admin) -> {
                    var kim = floor.person(floor.springfield, "kim", floor.adams, Role.TECHNICIAN);
                    floor.database.change(
                            h -> floor.people.disable(h, floor.springfield, kim, floor.now()));

                    assertThat(admin.enable(admin.narrow(), kim).code()).isEqualTo("not-allowed");
                    assertThat(admin.enable(admin.wide(), kim).status()).isEqualTo(204);
                });
    }

    @StorageTest
    void aNarrowTokenRevokesNoTokenThatMayDoMoreThanIt(TestDatabase engine) {
        withAdmin(
                engine,
                (floor, admin) -> {
                    var ids =
                            floor.database.read(h ->
                                    floor.tokens.list(
                                            h,
                                            floor.springfield,
                                            admin.id(),
                                            Optional.empty(),
                                            10,
                                            floor.now()));
                    var wide =
                            ids.stream()
                                    .filter(t -> !t.permissions().equals(PEOPLE))
                                    .findFirst()
                                    .orElseThrow();
                    var narrow =
                            ids.stream()
                                    .filter(t -> t.permissions().equals(PEOPLE))
                                    .findFirst()
                                    .orElseThrow();

                    assertThat(admin.revoke(admin.narrow(), wide.id().toString()).code())
                            .isEqualTo("not-allowed");
                    assertThat(admin.revoke(admin.narrow(), narrow.id().toString()).status())
                            .isEqualTo(204);
                });
    }
}
