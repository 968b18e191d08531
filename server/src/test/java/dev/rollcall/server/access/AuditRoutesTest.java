package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditRoutes;
import dev.rollcall.server.audit.AuditRoutes.Admitted;
import dev.rollcall.server.audit.AuditRoutes.Use;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.util.Map;

class AuditRoutesTest {

    private static final String AUDIT = "/api/v1/districts/springfield/audit";

    private static TestHttp serve(TestFloor floor) {
        return floor.serve(
                new AuditRoutes(
                        floor.database,
                        floor.audit,
                        EcKeys.generate().getPublic(),
                        AuditRoutesTest::admit,
                        floor::now));
    }

    private static Admitted admit(Request request, Use use) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(use == Use.READ ? Permission.AUDIT_VIEW : Permission.AUDIT_ERASE, district);
        return new Admitted(caller.actor(), district);
    }

    private static void record(TestFloor floor, String name) {
        var id = floor.person(floor.springfield, name, floor.lincoln, Role.TECHNICIAN);
        var actor = floor.caller(floor.springfield, id).actor();
        floor.database.change(h ->
                floor.audit.record(
                        h,
                        AuditEvent.of(
                                floor.springfield,
                                actor,
                                floor.now(),
                                "renamed",
                                "unit",
                                floor.lincoln.toString(),
                                Map.of("name", name))));
    }

    @StorageTest
    void anAuditorReadsPageByPageAndErasesNothing(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var auditor = floor.token(floor.springfield, Role.AUDITOR);
            recordThree(floor);

            var first = http.get(AUDIT + "?limit=2", auditor).json();
            var second =
                    http.get(AUDIT + "?limit=2&cursor=" + first.get("next").stringValue(), auditor)
                            .json();

            assertThat(first.get("items")).hasSize(2);
            assertThat(second.get("items")).hasSize(1);
            assertThat(second.has("next")).isFalse();
            var erasure =
                    http.send("POST", AUDIT + "/1/erasure", auditor, "{\"reason\":\"asked\"}");
            assertThat(erasure.code()).isEqualTo("not-allowed");
        }
    }

    @StorageTest
    void anErasureIsRecordedAndTheChainStillHolds(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var admin = floor.token(floor.springfield, Role.DISTRICT_ADMIN);
            recordThree(floor);

            var erased = http.send("POST", AUDIT + "/2/erasure", admin, "{\"reason\":\"asked\"}");
            var again = http.send("POST", AUDIT + "/2/erasure", admin, "{\"reason\":\"asked\"}");

            assertThat(erased.status()).isEqualTo(204);
            assertThat(again.code()).isEqualTo("not-found");
            var verdict = http.get(AUDIT + "/verification", admin).json();
            assertThat(verdict.get("holds").booleanValue()).isTrue();
            assertThat(verdict.get("erased").longValue()).isEqualTo(2);
            assertThat(verdict.get("events").longValue()).isEqualTo(4);
            assertThat(http.get(AUDIT, admin).text())
                    .contains("\"asked\"")
                    .doesNotContain("second");
        }
    }

    @StorageTest
    void nobodyReadsTheAuditOfAnotherDistrict(TestDatabase engine) {
        try (var floor = TestFloor.on(engine);
                var http = serve(floor)) {
            var stranger = floor.token(floor.shelby, Role.AUDITOR);
            var technician = floor.token(floor.springfield, Role.TECHNICIAN);

            assertThat(http.get(AUDIT, stranger).code()).isEqualTo("not-found");
            assertThat(http.get(AUDIT, technician).code()).isEqualTo("not-allowed");
            assertThat(http.get(AUDIT, "").code()).isEqualTo("sign-in-required");
        }
    }

    private static void recordThree(TestFloor floor) {
        record(floor, "first");
        record(floor, "second");
        record(floor, "third");
    }
}
