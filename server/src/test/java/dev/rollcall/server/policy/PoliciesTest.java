package dev.rollcall.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.policy.file.PolicyFileReader;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

class PoliciesTest {

    private static final String MOTD = "file:/etc/motd";

    private static void with(TestDatabase engine, Consumer<PolicyRoom> test) {
        try (var fresh = engine.fresh()) {
            test.accept(new PolicyRoom(fresh.database()));
        }
    }

    private static PolicyDocument opened(PolicyOffer offer) {
        var payload =
                offer.document().verified(PolicyDocument.TYPE, TestFleet.TRUSTED).orElseThrow();
        return Json.strict().readValue(payload, PolicyDocument.class);
    }

    private static SettingResult result(SettingState state) {
        return new SettingResult(MOTD, state, "", Duration.ZERO);
    }

    private static void report(
            PolicyRoom room, EnrolledDevice device, Digest hash, SettingResult... results) {
        room.database.change(h ->
                room.policies.report(
                        h,
                        device,
                        new PolicyReport(hash, Arrays.asList(results)),
                        room.fleet.instant()));
    }

    private static long resultRows(PolicyRoom room) {
        return room.database.read(
                h -> h.createQuery("SELECT COUNT(*) FROM policy_result").mapTo(Long.class).one());
    }

    @StorageTest
    void aDeviceIsOfferedWhatIsInForceAtItsUnitUntilItHoldsIt(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var inLab = room.fleet.device(room.fleet.lab());
                    var inSchool = room.fleet.device(room.fleet.school());
                    assertThat(room.offer(inLab, Optional.empty())).isEmpty();
                    room.apply("base", "[lincoln]", "for all");
                    room.apply("lab", "[lincoln/lincoln-west/lincoln-lab]", "for the lab");

                    var offer = room.offer(inLab, Optional.empty()).orElseThrow();

                    assertThat(opened(offer).settings().toString()).contains("for the lab");
                    assertThat(opened(offer).hash()).isEqualTo(offer.hash());
                    assertThat(room.offer(inLab, Optional.of(offer.hash()))).isEmpty();
                    var other = room.offer(inSchool, Optional.of(offer.hash())).orElseThrow();
                    assertThat(opened(other).settings().toString()).contains("for all");
                });
    }

    @StorageTest
    void goingBackToOlderSettingsIsSignedAnewInALaterGeneration(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    var first = room.offer(device, Optional.empty()).orElseThrow();
                    room.apply("base", "[lincoln]", "two");
                    var second = room.offer(device, Optional.of(first.hash())).orElseThrow();
                    room.apply("base", "[lincoln]", "one");

                    var third = room.offer(device, Optional.of(second.hash())).orElseThrow();

                    assertThat(third.hash()).isEqualTo(first.hash());
                    assertThat(opened(second).generation())
                            .isGreaterThan(opened(first).generation());
                    assertThat(opened(third).generation())
                            .isGreaterThan(opened(second).generation());
                });
    }

    @StorageTest
    void aDocumentWhoseCommandWasRolledBackIsStoredWhenItIsOfferedAgain(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    assertThatThrownBy(() ->
                                    room.database.write(h -> {
                                        room.policies.offerFor(h, device, Optional.empty());
                                        throw new IllegalStateException("no");
                                    }))
                            .isInstanceOf(IllegalStateException.class);

                    var offer = room.offer(device, Optional.empty()).orElseThrow();

                    var keys =
                            room.database.read(h ->
                                    PolicyDocuments.keys(h, room.fleet.district(), offer.hash()));
                    assertThat(keys).isNotEmpty();
                    assertThat(room.offer(device, Optional.empty())).contains(offer);
                });
    }

    @StorageTest
    void aRestoredBackupStillOffersLaterGenerations(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.database.change(h -> Installation.begin(h, room.fleet.instant()));
                    room.apply("base", "[lincoln]", "one");
                    room.apply("base", "[lincoln]", "two");
                    var before = room.offer(device, Optional.empty()).orElseThrow();
                    room.database.change(h -> {
                        Installation.raise(h, room.fleet.instant());
                        h.execute("UPDATE policy_generation SET generation = 1");
                    });
                    room.fleet.forward(Duration.ofSeconds(2));

                    var after = room.offer(device, Optional.empty()).orElseThrow();

                    assertThat(opened(after).generation())
                            .isGreaterThan(opened(before).generation());
                });
    }

    @StorageTest
    void unassigningTakesTheSettingsOutOfForceAndTellsTheDevice(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    var held = room.offer(device, Optional.empty()).orElseThrow();

                    var done =
                            room.database.write(h ->
                                    room.policies.unassign(
                                            h,
                                            room.fleet.district(),
                                            "base",
                                            room.fleet.root(),
                                            room.fleet.instant().plusSeconds(1)));

                    assertThat(done.devices()).containsExactly(device.device());
                    assertThat(
                                    opened(
                                                    room.offer(device, Optional.of(held.hash()))
                                                            .orElseThrow())
                                            .settings())
                            .isEmpty();
                });
    }

    @StorageTest
    void theSameFileAgainChangesNothing(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    var first = room.apply("base", "[lincoln]", "one");
                    assertThat(first.devices()).containsExactly(device.device());

                    var again = room.apply("base", "[lincoln]", "one");

                    assertThat(again.devices()).isEmpty();
                    assertThat(again.diff().version()).isEqualTo(1);
                    assertThat(again.diff().assigned()).isEmpty();
                });
    }

    @StorageTest
    void aDryRunSaysWhatWouldChangeOnHowManyDevicesAndWritesNothing(TestDatabase engine) {
        with(
                engine,
                room -> {
                    room.fleet.devices(3, room.fleet.lab());
                    var gone = room.fleet.device(room.fleet.lab());
                    room.fleet.endEnrollment(gone);
                    room.fleet.device(room.fleet.root());
                    room.apply(
                            """
                            policy: lab
                            assign: [lincoln-lab]
                            settings:
                              file:
                                - {path: /etc/motd, content: one}
                                - {path: /etc/issue, content: one}
                            """);
                    var proposed =
                            PolicyFileReader.parse(
                                    """
                                    policy: lab
                                    assign: [lincoln-west]
                                    settings:
                                      file:
                                        - {path: /etc/motd, content: two}
                                      service:
                                        - {name: ssh.service, running: false}
                                    """);

                    var diff =
                            room.database.read(
                                    h -> room.policies.diff(h, room.fleet.district(), proposed));

                    assertThat(diff)
                            .isEqualTo(
                                    new PolicyDiff(
                                            "lab",
                                            2,
                                            List.of("service:ssh.service"),
                                            List.of("file:/etc/motd"),
                                            List.of("file:/etc/issue"),
                                            List.of("lincoln-west"),
                                            List.of("lincoln-lab"),
                                            3));
                    var unchanged =
                            room.database.read(h ->
                                    room.list.find(h, room.fleet.district(), "lab").orElseThrow());
                    assertThat(unchanged.latest()).isEqualTo(1);
                });
    }

    @StorageTest
    void aPinKeepsAUnitOnItsVersion(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    room.apply("base", "[lincoln@1]", "two");

                    assertThat(room.explain(device).settings().getFirst().from().version())
                            .isEqualTo(1);
                    assertThatThrownBy(() -> room.apply("base", "[lincoln@9, lincon]", "two"))
                            .isInstanceOf(Problem.class)
                            .hasMessage(
                                    "line 2: lincoln: there is no version 9; line 2: there is no unit lincon;"
                                            + " did you mean lincoln?");
                });
    }

    @StorageTest
    void explainSaysWhoWonWhatItOverrodeAndHowItHolds(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    room.apply("lab", "[lincoln-lab]", "two");
                    var hash = room.offer(device, Optional.empty()).orElseThrow().hash();

                    assertThat(room.explain(device).settings().getFirst().state()).isEmpty();
                    report(room, device, hash, result(SettingState.REPAIRED));

                    var line = room.explain(device).settings().getFirst();
                    assertThat(line.from())
                            .isEqualTo(new PolicyExplanation.Origin("lab", 1, "lincoln-lab"));
                    assertThat(line.overrode())
                            .containsExactly(new PolicyExplanation.Origin("base", 1, "lincoln"));
                    assertThat(line.state()).contains(SettingState.REPAIRED);
                    assertThat(room.explain(device).units())
                            .containsExactly("lincoln", "lincoln-west", "lincoln-lab");
                });
    }

    @StorageTest
    void resultsAreKeptWithTheirPastAndOnlyWhenTheStateChanges(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    var hash = room.offer(device, Optional.empty()).orElseThrow().hash();

                    report(room, device, hash, result(SettingState.COMPLIANT));
                    room.fleet.forward(Duration.ofMinutes(1));
                    report(room, device, hash, result(SettingState.COMPLIANT));
                    assertThat(resultRows(room)).isEqualTo(1);
                    room.fleet.forward(Duration.ofMinutes(1));
                    report(room, device, hash, result(SettingState.FAILED));

                    assertThat(resultRows(room)).isEqualTo(2);
                    var line = room.explain(device).settings().getFirst();
                    assertThat(line.state()).contains(SettingState.FAILED);
                    assertThat(line.since()).contains(room.fleet.instant());
                });
    }

    @StorageTest
    void resultsOfSettingsThatNobodySetAreNotBelieved(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    var hash = room.offer(device, Optional.empty()).orElseThrow().hash();

                    report(
                            room,
                            device,
                            hash,
                            new SettingResult("file:/x", SettingState.FAILED, "", Duration.ZERO));
                    report(room, device, Digest.of("never made"), result(SettingState.COMPLIANT));

                    assertThat(resultRows(room)).isZero();
                    assertThat(room.policies.ignored()).isEqualTo(1);
                });
    }

    @StorageTest
    void anOlderAgentNamesByPositionWhatItDoesNotUnderstand(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply(
                            """
                            policy: base
                            assign: [lincoln]
                            settings:
                              file:
                                - {path: /etc/issue, content: one}
                                - {path: /etc/motd, content: one}
                              service:
                                - {name: ssh.service, running: false}
                            """);
                    var hash = room.offer(device, Optional.empty()).orElseThrow().hash();

                    report(
                            room,
                            device,
                            hash,
                            new SettingResult(
                                    "unsupported:0", SettingState.UNSUPPORTED, "", Duration.ZERO),
                            result(SettingState.COMPLIANT),
                            new SettingResult(
                                    "unsupported:2", SettingState.UNSUPPORTED, "", Duration.ZERO),
                            new SettingResult(
                                    "unsupported:3", SettingState.UNSUPPORTED, "", Duration.ZERO),
                            new SettingResult(
                                    "unsupported:1", SettingState.COMPLIANT, "", Duration.ZERO));

                    assertThat(room.explain(device).settings())
                            .extracting(
                                    PolicyExplanation.Line::key, line -> line.state().orElseThrow())
                            .containsExactly(
                                    tuple("file:/etc/issue", SettingState.UNSUPPORTED),
                                    tuple("file:/etc/motd", SettingState.COMPLIANT),
                                    tuple("service:ssh.service", SettingState.UNSUPPORTED));
                    assertThat(resultRows(room)).isEqualTo(3);
                });
    }

    @StorageTest
    void whatCouldNotBeGivenBackIsShownUntilItIs(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    var hash = room.offer(device, Optional.empty()).orElseThrow().hash();
                    var left =
                            new SettingResult(
                                    SettingResult.GIVEN_BACK + "/etc/issue",
                                    SettingState.FAILED,
                                    "a folder is in the way",
                                    Duration.ZERO);

                    report(room, device, hash, left, result(SettingState.COMPLIANT));

                    assertThat(room.explain(device).leftBehind())
                            .singleElement()
                            .satisfies(l -> assertThat(l.path()).isEqualTo("/etc/issue"))
                            .satisfies(l -> assertThat(l.reason()).isEqualTo(left.detail()));
                    room.fleet.forward(Duration.ofMinutes(1));
                    report(room, device, hash, result(SettingState.COMPLIANT));
                    assertThat(room.explain(device).leftBehind()).isEmpty();
                });
    }

    @StorageTest
    void complianceCountsOnlyWhatIsKnownOfTheSettingsInForce(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var devices = room.fleet.devices(4, room.fleet.lab());
                    room.apply("base", "[lincoln]", "one");
                    var hash =
                            room.offer(devices.getFirst(), Optional.empty()).orElseThrow().hash();
                    var states =
                            List.of(
                                    SettingState.COMPLIANT,
                                    SettingState.FAILED,
                                    SettingState.UNSUPPORTED);
                    for (int i = 0; i < 3; i++) {
                        report(room, devices.get(i), hash, result(states.get(i)));
                    }
                    var units = List.of(room.fleet.root(), room.fleet.school(), room.fleet.lab());

                    var now =
                            room.database.read(h ->
                                    room.list.compliance(h, room.fleet.district(), "base", units));
                    room.apply("base", "[lincoln]", "two");
                    var changed =
                            room.database.read(h ->
                                    room.list.compliance(h, room.fleet.district(), "base", units));

                    assertThat(now).isEqualTo(new PolicyCompliance(1, 1, 1, 1));
                    assertThat(changed).isEqualTo(new PolicyCompliance(0, 0, 0, 4));
                });
    }

    @StorageTest
    void aMovedUnitGetsWhatIsInForceAtItsNewPlace(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.fleet.device(room.fleet.lab());
                    room.apply("west", "[lincoln-west]", "west");
                    var held = room.offer(device, Optional.empty()).orElseThrow();
                    room.database.change(h ->
                            room.fleet
                                    .units()
                                    .move(
                                            h,
                                            room.fleet.district(),
                                            room.fleet.lab(),
                                            room.fleet.root(),
                                            room.fleet.instant()));
                    room.fleet.forward(Duration.ofSeconds(1));

                    assertThat(
                                    opened(
                                                    room.offer(device, Optional.of(held.hash()))
                                                            .orElseThrow())
                                            .settings())
                            .isEmpty();
                });
    }
}
