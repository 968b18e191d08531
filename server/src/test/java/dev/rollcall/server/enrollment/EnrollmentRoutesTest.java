package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Grant;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.access.Place;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.org.Organizations;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and departures over HTTP, asked by people of two districts and of one school. */
class EnrollmentRoutesTest {

    private static final String TOKENS = "/api/v1/districts/lincoln/tokens";

    @TempDir private Path folder;

    private final Map<EnrollmentId, ProblemCode> closed = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    private TestHttp serve(TestEnrollment rooms) {
        var departures =
                new Departures(
                        rooms.database(),
                        rooms.authorities(),
                        new Retirements(),
                        rooms.audit(),
                        (handle, district, enrollment, at) -> 0,
                        closed::put);
        return TestHttp.start(
                (name, address) ->
                        Optional.ofNullable(places.get(name)).map(p -> caller(rooms, name, p)),
                List.of(
                        new TokenRoutes(
                                rooms.database(),
                                rooms.tokens(),
                                rooms.audit(),
                                (handle, district, unit, serials, at) -> {},
                                () -> "root"),
                        new DepartureRoutes(
                                rooms.database(),
                                rooms.devices(),
                                new Retirements(),
                                departures,
                                new Transfers(
                                        rooms.database(),
                                        departures,
                                        rooms.tokens(),
                                        rooms.audit()),
                                () -> "root")));
    }

    private static Caller caller(TestEnrollment rooms, String name, Place place) {
        var person = new PersonId(new UUID(7, name.hashCode()));
        var grant =
                new Grant(
                        new UUID(8, name.hashCode()),
                        person,
                        place,
                        Role.DISTRICT_ADMIN,
                        Grant.Effect.ALLOW,
                        TestPki.NOW,
                        Optional.empty());
        return new Caller(
                person,
                place.district(),
                name,
                Optional.of("192.0.2.9"),
                List.of(grant),
                EnumSet.allOf(Permission.class),
                rooms.database().read(h -> new Organizations(rooms.pki().units()).now(h)),
                TestPki.NOW);
    }

    private UnitId school(TestEnrollment rooms, String slug) {
        return rooms.database()
                .write(h ->
                        rooms.pki()
                                .units()
                                .create(
                                        h,
                                        rooms.district(),
                                        rooms.root(),
                                        UnitKind.SCHOOL,
                                        slug,
                                        slug,
                                        TestPki.NOW));
    }

    private void everywhere(String name, DistrictId district) {
        places.put(name, new Place(district, Unit.root(district)));
    }

    @StorageTest
    void aTokenIsShownOnceListedWithoutItsSecretAndRevoked(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            school(rooms, "north");
            everywhere("ada", rooms.district());
            try (var http = serve(rooms)) {
                var made =
                        http.send(
                                "POST",
                                TOKENS,
                                "ada",
                                "{\"unit\":\"north\",\"uses\":2,\"validFor\":\"P1D\",\"note\":\"lab\"}");
                var secret = made.json().get("secret").stringValue();
                var path =
                        TOKENS + "/" + made.json().get("token").get("id").stringValue() + "/revoke";
                var works = rooms.accept(secret);
                var listed = http.get(TOKENS, "ada");
                var revoked = http.send("POST", path, "ada", "");

                assertThat(made.status()).isEqualTo(201);
                assertThat(made.json().get("caFingerprint").stringValue()).isEqualTo("root");
                assertThat(works).isInstanceOf(Acceptance.Pending.class);
                assertThat(listed.text()).contains("\"used\":1").doesNotContain(secret);
                assertThat(revoked.json().get("state").stringValue()).isEqualTo("revoked");
                assertThat(rooms.accept(secret))
                        .isEqualTo(Acceptance.Denied.of(ProblemCode.TOKEN_REVOKED));
                var events =
                        fresh.database()
                                .read(h ->
                                        rooms.audit()
                                                .list(h, rooms.district(), Optional.empty(), 10));
                assertThat(events.toString()).doesNotContain(secret);
                assertThat(events)
                        .filteredOn(event -> !event.actorKind().equals("system"))
                        .hasSize(3);
            }
        }
    }

    @StorageTest
    void whoIsElsewhereNeitherSeesNorMakesTokensHere(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var north = school(rooms, "north");
            places.put("nora", new Place(rooms.district(), north));
            everywhere("rosa", rooms.pki().addDistrict("roosevelt"));
            rooms.token(1);
            try (var http = serve(rooms)) {
                assertThat(http.get(TOKENS, "rosa").code()).isEqualTo("not-found");
                assertThat(http.send("POST", TOKENS, "rosa", "{}").code()).isEqualTo("not-found");
                assertThat(http.get(TOKENS, "nora").json().get("items")).isEmpty();
                assertThat(http.send("POST", TOKENS, "nora", "{}").status()).isIn(403, 404);
                assertThat(http.send("POST", TOKENS, "nora", "{\"unit\":\"north\"}").status())
                        .isEqualTo(201);
            }
        }
    }

    @StorageTest
    void badWishesAreRefusedWithTheField(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            everywhere("ada", rooms.district());
            try (var http = serve(rooms)) {
                for (var body :
                        List.of(
                                "{\"uses\":0}",
                                "{\"uses\":10001}",
                                "{\"validFor\":\"P400D\"}",
                                "{\"validFor\":\"-P1D\"}",
                                "{\"note\":\"" + "n".repeat(201) + "\"}")) {
                    var answer = http.send("POST", TOKENS, "ada", body);
                    assertThat(answer.code()).as(body).isEqualTo("invalid-value");
                    assertThat(answer.json().get("field").isString()).isTrue();
                }
                assertThat(http.send("POST", TOKENS, "ada", "{\"unit\":\"nowhere\"}").code())
                        .isEqualTo("not-found");
            }
        }
    }

    @StorageTest
    void aDeviceIsRevokedWithAReasonAndOnlyByWhoMay(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device();
            everywhere("ada", rooms.district());
            everywhere("rosa", rooms.pki().addDistrict("roosevelt"));
            try (var http = serve(rooms)) {
                var path = "/api/v1/districts/lincoln/devices/" + device.device() + "/revoke";
                var because = "{\"reason\":\"stolen from room 204\"}";

                assertThat(http.send("POST", path, "rosa", because).code()).isEqualTo("not-found");
                assertThat(closed).isEmpty();
                assertThat(http.send("POST", path, "ada", "{}").status()).isEqualTo(422);
                var revoked = http.send("POST", path, "ada", because);
                var again = http.send("POST", path, "ada", because);

                assertThat(revoked.json().get("status").stringValue()).isEqualTo("revoked");
                assertThat(revoked.json().get("reason").stringValue())
                        .isEqualTo("stolen from room 204");
                assertThat(closed).containsOnlyKeys(device.enrollment());
                assertThat(again.code()).isEqualTo("conflict");
            }
        }
    }
}
