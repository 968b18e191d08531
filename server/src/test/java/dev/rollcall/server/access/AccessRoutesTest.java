package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.org.OrgRoutes;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;

class AccessRoutesTest {

    private static final String SPRINGFIELD = "/api/v1/districts/springfield";

    private static TestHttp serve(TestFloor floor) {
        return floor.serve(
                new SignInRoutes(floor.signIn()),
                new PeopleRoutes(
                        floor.database,
                        floor.people,
                        floor.grants,
                        floor.tokens,
                        floor.audit,
                        new SecureRandom()),
                new GrantRoutes(floor.database, floor.people, floor.grants, floor.audit),
                new ApiTokenRoutes(floor.database, floor.people, floor.tokens, floor.audit),
                new OrgRoutes(
                        floor.database, floor.units, floor.audit, (h, d, move) -> move.run()));
    }

    private static Answer signIn(TestHttp http, String login, String password) {
        return http.send(
                "POST",
                "/api/v1/sign-in",
                "",
                "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}");
    }

    @StorageTest
    void anAdminHiresATechnicianWhoSignsInAndSeesTheirSchoolOnly(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var admin = floor.token(floor.springfield, Role.DISTRICT_ADMIN);
            var created =
                    http.send(
                            "POST",
                            SPRINGFIELD + "/people",
                            admin,
                            "{\"login\":\"tom\",\"displayName\":\"Tom\",\"password\":\"a long enough one\"}");
            assertThat(created.status()).as(created.text()).isEqualTo(201);
            assertThat(created.text()).doesNotContain("argon2").doesNotContain("long enough");
            var granted =
                    http.send(
                            "POST",
                            SPRINGFIELD + "/grants",
                            admin,
                            "{\"login\":\"tom\",\"unit\":\"lincoln\",\"role\":\"technician\"}");
            assertThat(granted.status()).as(granted.text()).isEqualTo(201);

            var tom = signIn(http, "tom", "a long enough one").json().get("token").stringValue();

            var units = http.get(SPRINGFIELD + "/units", tom).json().get("items");
            assertThat(units).hasSize(1);
            assertThat(units.get(0).get("slug").stringValue()).isEqualTo("lincoln");
            assertThat(http.get("/api/v1/districts/shelby/units", tom).code())
                    .isEqualTo("not-found");
            var refused =
                    http.send(
                            "POST",
                            SPRINGFIELD + "/units",
                            tom,
                            "{\"parent\":\"lincoln\",\"kind\":\"lab\",\"slug\":\"lab\",\"name\":\"Lab\"}");
            assertThat(refused.code()).isEqualTo("not-allowed");

            var grant = granted.json().get("id").stringValue();
            assertThat(http.send("DELETE", SPRINGFIELD + "/grants/" + grant, admin, "").status())
                    .isEqualTo(204);
            assertThat(http.get(SPRINGFIELD + "/units", tom).code()).isEqualTo("not-found");
        }
    }

    @StorageTest
    void signingInNeverSaysWhichOfTheTwoWasWrong(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            floor.person(floor.springfield, "anna", floor.lincoln, Role.TECHNICIAN);

            var wrong = signIn(http, "anna", "wrong horse battery");
            var unknown = signIn(http, "nobody", "wrong horse battery");

            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.json().get("detail")).isEqualTo(unknown.json().get("detail"));
        }
    }

    @StorageTest
    void anAdminOfAnotherDistrictFindsNothing(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var stranger = floor.token(floor.shelby, Role.DISTRICT_ADMIN);

            for (var path : new String[] {"", "/units", "/people", "/grants"}) {
                assertThat(http.get(SPRINGFIELD + path, stranger).code())
                        .as(path)
                        .isEqualTo("not-found");
            }
            assertThat(http.get("/api/v1/districts", stranger).json().get("items")).hasSize(1);
            var move =
                    http.send(
                            "PATCH",
                            "/api/v1/districts/shelby/units/" + floor.lincoln,
                            stranger,
                            "{\"name\":\"Mine\"}");
            assertThat(move.code()).isEqualTo("not-found");
        }
    }

    @StorageTest
    void aProviderAdminSeesEveryDistrict(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var admin = floor.token(floor.provider, Role.PROVIDER_ADMIN);

            assertThat(http.get("/api/v1/districts", admin).json().get("items")).hasSize(3);
            assertThat(http.get("/api/v1/districts/shelby/units", admin).status()).isEqualTo(200);
            var wrongZone =
                    http.send(
                            "PATCH",
                            SPRINGFIELD + "/units/lincoln",
                            admin,
                            "{\"timeZone\":\"Mars/Olympus\"}");
            assertThat(wrongZone.json().get("field").stringValue()).isEqualTo("timeZone");
        }
    }

    @StorageTest
    void nobodyBecomesMoreThanTheyAre(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var root = Unit.root(floor.springfield);
            var adminId = floor.person(floor.springfield, "admin", root, Role.DISTRICT_ADMIN);
            var admin = floor.token(floor.springfield, adminId);
            var custodian = floor.person(floor.springfield, "kim", root, Role.KEY_CUSTODIAN);

            var toSelf =
                    http.send(
                            "POST",
                            SPRINGFIELD + "/grants",
                            admin,
                            "{\"login\":\"admin\",\"unit\":\"springfield\",\"role\":\"key-custodian\"}");
            assertThat(toSelf.code()).isEqualTo("not-allowed");
            var upwards =
                    http.send(
                            "POST",
                            SPRINGFIELD + "/grants",
                            admin,
                            "{\"login\":\"kim\",\"unit\":\"springfield\",\"role\":\"provider-admin\"}");
            assertThat(upwards.code()).isEqualTo("not-allowed");
            var password =
                    http.send(
                            "PUT",
                            SPRINGFIELD + "/people/" + custodian + "/password",
                            admin,
                            "{\"password\":\"a long enough one\"}");
            assertThat(password.code()).isEqualTo("not-allowed");
        }
    }

    @StorageTest
    void aNarrowTokenDoesOnlyWhatItIsFor(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var id =
                    floor.person(
                            floor.springfield,
                            "admin",
                            Unit.root(floor.springfield),
                            Role.DISTRICT_ADMIN);
            var admin = floor.token(floor.springfield, id);
            var made =
                    http.send(
                            "POST",
                            "/api/v1/me/tokens",
                            admin,
                            "{\"name\":\"script\",\"permissions\":[\"org-view\"],\"days\":30}");
            var narrow = made.json().get("token").stringValue();

            assertThat(http.get(SPRINGFIELD + "/units", narrow).status()).isEqualTo(200);
            assertThat(http.get(SPRINGFIELD + "/people", narrow).code()).isEqualTo("not-allowed");
            var wider =
                    http.send(
                            "POST",
                            "/api/v1/me/tokens",
                            narrow,
                            "{\"name\":\"x\",\"permissions\":[\"people-change\"],\"days\":30}");
            assertThat(wider.code()).isEqualTo("not-allowed");
            var takeOver =
                    http.send(
                            "PUT",
                            SPRINGFIELD + "/people/" + id + "/password",
                            narrow,
                            "{\"password\":\"a long enough one\"}");
            assertThat(takeOver.code()).isEqualTo("not-allowed");

            http.send(
                    "DELETE",
                    "/api/v1/me/tokens/" + made.json().get("id").stringValue(),
                    admin,
                    "");
            assertThat(http.get(SPRINGFIELD + "/units", narrow).status()).isEqualTo(401);
        }
    }

    @StorageTest
    void aGrantForADayEndsByItself(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var admin = floor.token(floor.springfield, Role.DISTRICT_ADMIN);
            var kim = floor.person(floor.springfield, "kim", floor.adams, Role.HELP_DESK);
            var until = TestFloor.START.plus(Duration.ofMinutes(30));
            var given =
                    http.send(
                            "POST",
                            SPRINGFIELD + "/grants",
                            admin,
                            "{\"login\":\"kim\",\"unit\":\"lincoln\",\"role\":\"help-desk\",\"until\":\""
                                    + until
                                    + "\"}");
            assertThat(given.status()).as(given.text()).isEqualTo(201);
            var token = floor.token(floor.springfield, kim);

            assertThat(http.get(SPRINGFIELD + "/units", token).json().get("items")).hasSize(2);
            floor.forward(Duration.ofMinutes(30));
            assertThat(http.get(SPRINGFIELD + "/units", token).json().get("items")).hasSize(1);
        }
    }

    @StorageTest
    void unitsAreMovedAndRenamedAndThePastIsAnswered(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var admin = floor.token(floor.springfield, Role.DISTRICT_ADMIN);
            floor.forward(Duration.ofMinutes(10));

            var changed =
                    http.send(
                            "PATCH",
                            SPRINGFIELD + "/units/lincoln",
                            admin,
                            "{\"name\":\"Lincoln Middle\",\"parent\":\"adams\"}");
            assertThat(changed.status()).as(changed.text()).isEqualTo(200);
            var cycle =
                    http.send(
                            "PATCH",
                            SPRINGFIELD + "/units/adams",
                            admin,
                            "{\"parent\":\"lincoln\"}");
            assertThat(cycle.json().get("field").stringValue()).isEqualTo("parent");

            assertThat(http.get(SPRINGFIELD + "/units", admin).text()).contains("Lincoln Middle");
            assertThat(http.get(SPRINGFIELD + "/units?as-of=" + TestFloor.START, admin).text())
                    .doesNotContain("Lincoln Middle");
        }
    }
}
