package dev.rollcall.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.org.OrgRoutes;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestOffice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

class PolicyRoutesTest {

    private static final String DISTRICT = "/api/v1/districts/lincoln";

    private record Desk(PolicyRoom room, TestHttp http, List<DeviceId> nudged) {

        Answer apply(String token, String source, boolean dryRun) {
            var body = Json.wire().writeValueAsString(Map.of("source", source, "dryRun", dryRun));
            return http.send("POST", DISTRICT + "/policies", token, body);
        }

        Answer get(String token, String path) {
            return http.get(DISTRICT + path, token);
        }
    }

    private static void with(TestDatabase engine, Consumer<Desk> test) {
        try (var fresh = engine.fresh()) {
            var room = new PolicyRoom(fresh.database());
            var office = new TestOffice(room.fleet);
            office.person("tech", Role.TECHNICIAN, room.fleet.root());
            office.person("west-tech", Role.TECHNICIAN, room.fleet.school());
            office.person("auditor", Role.AUDITOR, room.fleet.root());
            office.person("admin", Role.DISTRICT_ADMIN, room.fleet.root());
            var nudged = new ArrayList<DeviceId>();
            var routes =
                    new PolicyRoutes(
                            room.database,
                            room.policies,
                            room.list,
                            new Devices(room.fleet.ids()),
                            new AuditLog(new Random(1)),
                            (district, devices, reason) -> nudged.addAll(devices));
            var tree =
                    new OrgRoutes(
                            room.database,
                            room.fleet.units(),
                            new AuditLog(new Random(1)),
                            (handle, district, move) ->
                                    nudged.addAll(room.policies.changedBy(handle, district, move)));
            try (var http = TestHttp.start(office, List.of(routes, tree))) {
                test.accept(new Desk(room, http, nudged));
            }
        }
    }

    @StorageTest
    void aPolicyIsTriedAppliedShownExplainedAndUnassigned(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    var device = desk.room().fleet.device(desk.room().fleet.lab());
                    var source = PolicyRoom.source("base", "[lincoln]", "hello");

                    var tried = desk.apply("tech", source, true);
                    assertThat(tried.json().get("devices").intValue()).isEqualTo(1);
                    assertThat(desk.get("auditor", "/policies").json().get("items")).isEmpty();
                    assertThat(desk.nudged()).isEmpty();

                    assertThat(desk.apply("tech", source, false).text()).isEqualTo(tried.text());
                    assertThat(desk.nudged()).containsExactly(device.device());
                    var shown = desk.get("auditor", "/policies/base").json();
                    assertThat(shown.at("/policy/assignments/0/unit").stringValue())
                            .isEqualTo("lincoln");
                    assertThat(shown.at("/compliance/unknown").intValue()).isEqualTo(1);
                    assertThat(
                                    desk.get("auditor", "/policies/base/versions/1")
                                            .json()
                                            .get("source")
                                            .stringValue())
                            .isEqualTo(source);
                    var explained =
                            desk.get("auditor", "/devices/" + device.device() + "/policy").json();
                    assertThat(explained.at("/settings/0/from/policy").stringValue())
                            .isEqualTo("base");

                    var gone =
                            desk.http()
                                    .send(
                                            "DELETE",
                                            DISTRICT + "/policies/base/assignments/lincoln",
                                            "tech",
                                            "");
                    assertThat(gone.json().get("unassigned")).hasSize(1);
                    assertThat(
                                    desk.get("auditor", "/policies/base")
                                            .json()
                                            .at("/policy/assignments"))
                            .isEmpty();
                });
    }

    @StorageTest
    void aMovedUnitAsksTheDevicesToCheckInForWhichOtherPoliciesHoldThen(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    var fleet = desk.room().fleet;
                    var inLab = fleet.device(fleet.lab());
                    fleet.device(fleet.school());
                    desk.apply("tech", PolicyRoom.source("west", "[lincoln-west]", "west"), false);
                    var held = desk.room().offer(inLab, Optional.empty()).orElseThrow().hash();
                    desk.nudged().clear();

                    var lab = DISTRICT + "/units/lincoln-lab";
                    var renamed = desk.http().send("PATCH", lab, "admin", "{\"name\":\"Lab\"}");
                    assertThat(renamed.status()).as(renamed.text()).isEqualTo(200);
                    assertThat(desk.nudged()).isEmpty();

                    var moved = desk.http().send("PATCH", lab, "admin", "{\"parent\":\"lincoln\"}");
                    assertThat(moved.status()).as(moved.text()).isEqualTo(200);
                    assertThat(desk.nudged()).containsExactly(inLab.device());
                    // at once: the book in memory is not a second old
                    var offer = desk.room().offer(inLab, Optional.of(held)).orElseThrow();
                    assertThat(offer.hash()).isNotEqualTo(held);
                });
    }

    @StorageTest
    void everyMistakeInAFileComesBackWithItsLine(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    var refused = desk.apply("tech", "policy: p\nsetings: {}\n", false);

                    assertThat(refused.code()).isEqualTo("invalid-policy");
                    assertThat(refused.json().at("/mistakes/0/line").intValue()).isEqualTo(1);
                    assertThat(refused.json().at("/mistakes/1/message").stringValue())
                            .contains("did you mean \"settings\"?");
                });
    }

    @StorageTest
    void aPolicyIsChangedOnlyByWhoMayChangeEveryUnitItTouches(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    var west = PolicyRoom.source("west", "[lincoln-west]", "a");
                    assertThat(desk.apply("auditor", west, true).status()).isEqualTo(403);
                    assertThat(desk.apply("west-tech", west, false).status()).isEqualTo(200);
                    assertThat(
                                    desk.apply(
                                                    "tech",
                                                    PolicyRoom.source("base", "[lincoln]", "a"),
                                                    false)
                                            .status())
                            .isEqualTo(200);

                    var taken =
                            desk.apply(
                                    "west-tech",
                                    PolicyRoom.source("base", "[lincoln-west]", "b"),
                                    false);

                    assertThat(taken.status()).isIn(403, 404);
                });
    }

    @StorageTest
    void whatIsNotThereIsNotFound(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    assertThat(desk.get("auditor", "/policies/nope").code()).isEqualTo("not-found");
                    assertThat(desk.get("auditor", "/policies/nope/versions").code())
                            .isEqualTo("not-found");
                    assertThat(desk.get("auditor", "/devices/x/policy").code())
                            .isEqualTo("not-found");
                });
    }
}
