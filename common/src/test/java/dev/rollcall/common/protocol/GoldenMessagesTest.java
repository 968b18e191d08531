package dev.rollcall.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.pki.MerklePath;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every message as it stands on the wire since a release. A golden file is never edited; a new
 * release that says more adds a folder. Run with {@code -Drollcall.write-goldens=true} to write the
 * files that are missing.
 */
class GoldenMessagesTest {

    private static final Path FOLDER = Path.of("src/test/resources/goldens/0.1");

    private static final RunId RUN = RunId.parse("01928a6e-0000-7000-8000-000000000001");
    private static final Digest DIGEST = Digest.of("digest");
    private static final SignedDocument SIGNED =
            new SignedDocument(
                    "policy",
                    Bytes.utf8("{}"),
                    List.of(
                            new SignedDocument.KeySignature(
                                    new KeyId("00112233445566aa"), Bytes.utf8("signature"))));

    private static final Map<String, AgentMessage> AGENT =
            new TreeMap<>(
                    Map.of(
                            "check-in-first",
                            new CheckIn(
                                    "boot-1",
                                    Optional.empty(),
                                    Optional.of(
                                            new AgentAbout(
                                                    "0.1.0",
                                                    "lhs-204-07",
                                                    "linux",
                                                    KeyProtection.FILE,
                                                    List.of("run-script"),
                                                    List.of("file", "service"))),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    List.of(),
                                    Optional.empty(),
                                    List.of()),
                            "check-in-full",
                            new CheckIn(
                                    "boot-1",
                                    Optional.of("c0ffee"),
                                    Optional.empty(),
                                    Optional.of(DIGEST),
                                    Optional.of(DIGEST),
                                    Optional.of(DIGEST),
                                    List.of(RUN),
                                    List.of(
                                            new RunOutcome(
                                                    RUN,
                                                    Outcome.FAILED,
                                                    Optional.of(2),
                                                    "dpkg was interrupted",
                                                    Duration.ofMillis(1500),
                                                    Optional.of(Duration.ofSeconds(3)),
                                                    200_000_000L,
                                                    131_072)),
                                    Optional.empty(),
                                    List.of()),
                            "check-in-after-a-loss",
                            new CheckIn(
                                    "boot-1",
                                    Optional.of("c0ffee"),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    List.of(),
                                    Optional.of(true),
                                    List.of()),
                            "sections",
                            new Sections(
                                    List.of(
                                            SectionReport.ok(
                                                    new SectionKind("hardware"),
                                                    DIGEST,
                                                    Duration.ofMinutes(5)),
                                            SectionReport.without(
                                                    new SectionKind("network"),
                                                    SectionState.TIMED_OUT,
                                                    Duration.ZERO,
                                                    "no answer in 10 s"))),
                            "sections-with-volatile-facts",
                            new Sections(
                                    List.of(
                                            SectionReport.ok(
                                                    new SectionKind("hardware"),
                                                    DIGEST,
                                                    Duration.ZERO)),
                                    Optional.of(
                                            new VolatileFacts(
                                                    Optional.of(
                                                            List.of(
                                                                    new VolatileFacts.Space(
                                                                            "/",
                                                                            5_000_000_000L,
                                                                            20_000_000_000L))),
                                                    Optional.of(2_000_000_000L),
                                                    Optional.of(Duration.ofHours(3)),
                                                    Optional.of(
                                                            Instant.parse("2026-11-23T05:00:00Z")),
                                                    Optional.of(250),
                                                    Optional.of(
                                                            List.of(
                                                                    new VolatileFacts.Battery(
                                                                            "BAT0",
                                                                            Optional.of(80),
                                                                            Optional.of(
                                                                                    VolatileFacts
                                                                                            .BatteryState
                                                                                            .CHARGING),
                                                                            Optional.empty(),
                                                                            Optional.empty()))),
                                                    Optional.empty()))),
                            "inventory-body",
                            new InventoryBody(
                                    new SectionKind("hardware"),
                                    DIGEST,
                                    0,
                                    1,
                                    "{\"model\":\"T14\"}"),
                            "run-output",
                            new RunOutput(RUN, 0, 5, Bytes.utf8("hello")),
                            "policy-report",
                            new PolicyReport(
                                    DIGEST,
                                    List.of(
                                            new SettingResult(
                                                    "file:/etc/motd",
                                                    SettingState.REPAIRED,
                                                    "content differed",
                                                    Duration.ofSeconds(1)))),
                            "renewal-request",
                            new RenewalRequest("-----BEGIN CERTIFICATE REQUEST-----"),
                            "unsupported-by-agent",
                            new Unsupported("teleport")));

    static {
        AGENT.put(
                "check-in-while-running",
                new CheckIn(
                        "boot-1",
                        Optional.of("c0ffee"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of(RUN)));
    }

    private static final Map<String, ServerMessage> SERVER =
            new TreeMap<>(
                    Map.of(
                            "check-in-reply-idle",
                            new CheckInReply(
                                    Instant.parse("2026-11-23T08:00:00Z"),
                                    "c0ffef",
                                    false,
                                    Optional.empty(),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    Optional.empty(),
                                    Duration.ofMinutes(15),
                                    Optional.empty(),
                                    Optional.empty()),
                            "check-in-reply-with-a-heartbeat",
                            new CheckInReply(
                                    Instant.parse("2026-11-23T08:00:00Z"),
                                    "c0ffef",
                                    false,
                                    Optional.empty(),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    Optional.empty(),
                                    Duration.ofMinutes(15),
                                    Optional.of(Duration.ofMinutes(4)),
                                    Optional.empty()),
                            "check-in-reply-full",
                            new CheckInReply(
                                    Instant.parse("2026-11-23T08:00:00.123456Z"),
                                    "c0ffef",
                                    true,
                                    Optional.of(new PolicyOffer(DIGEST, SIGNED)),
                                    List.of(
                                            new RunOrder(
                                                    DeviceId.parse(
                                                            "01928a6e-0000-7000-8000-00000000000d"),
                                                    EnrollmentId.parse(
                                                            "01928a6e-0000-7000-8000-00000000000e"),
                                                    RUN,
                                                    SIGNED,
                                                    new MerklePath(1, 2, List.of(DIGEST)))),
                                    List.of(RUN),
                                    List.of(RUN),
                                    Optional.of(SIGNED),
                                    Duration.ofMinutes(15),
                                    Optional.empty(),
                                    Optional.empty()),
                            "nudge",
                            new Nudge("job"),
                            "received",
                            new Received(List.of(DIGEST)),
                            "renewal-reply",
                            new RenewalReply(List.of("-----BEGIN CERTIFICATE-----")),
                            "refused",
                            new Refused(
                                    "storage-low",
                                    Refused.Reaction.RETRY_LATER,
                                    Optional.of(Duration.ofMinutes(10)),
                                    "The server's disk is nearly full."),
                            "unsupported-by-server",
                            new Unsupported("teleport")));

    @TestFactory
    Stream<DynamicTest> agentMessagesStandAsTheyStood() {
        return AGENT.entrySet().stream()
                .map(e ->
                        DynamicTest.dynamicTest(
                                e.getKey(),
                                () -> stands(e.getKey(), e.getValue(), AgentMessage.class)));
    }

    @TestFactory
    Stream<DynamicTest> serverMessagesStandAsTheyStood() {
        return SERVER.entrySet().stream()
                .map(e ->
                        DynamicTest.dynamicTest(
                                e.getKey(),
                                () -> stands(e.getKey(), e.getValue(), ServerMessage.class)));
    }

    @Test
    void everyMessageHasAGolden() {
        assertThat(AGENT.values())
                .extracting(Object::getClass)
                .containsAll(permitted(AgentMessage.class));
        assertThat(SERVER.values())
                .extracting(Object::getClass)
                .containsAll(permitted(ServerMessage.class));
    }

    private static <T> void stands(String name, T message, Class<T> direction) throws IOException {
        var file = FOLDER.resolve(name + ".json");
        var writer = Json.wire().writerFor(direction);
        if (Boolean.getBoolean("rollcall.write-goldens") && Files.notExists(file)) {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file, writer.withDefaultPrettyPrinter().writeValueAsString(message) + "\n");
        }
        var golden = Files.readString(file);

        assertThat(Json.wire().<T>readValue(golden, Json.wire().constructType(direction)))
                .isEqualTo(message);
        assertThat(Json.wire().readTree(writer.writeValueAsString(message)))
                .isEqualTo(Json.wire().readTree(golden));
    }

    private static <T> List<Class<?>> permitted(Class<T> direction) {
        return Arrays.asList(direction.getPermittedSubclasses());
    }
}
