package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Bundles;
import dev.rollcall.agent.enrollment.EstServer;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.MerkleTree;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The whole agent on this machine, with real collectors and real scripts, and a played server. */
class AgentTest {

    private static final TestCa CA = new TestCa("Lincoln");

    private static final Instant SERVER_TIME = Instant.parse("2026-11-23T08:00:00Z");

    private final DeviceIdentity names =
            new DeviceIdentity(
                    new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
    private final World world = new World(InstantSource.system(), System::nanoTime, new Random(1));
    private final List<RunOrder> orders = new CopyOnWriteArrayList<>();
    private final List<RunId> recorded = new CopyOnWriteArrayList<>();
    private final ScriptedServer server =
            new ScriptedServer(CA, CA.server(TestCa.address("127.0.0.1")), this::answer);
    private final Bundles bundles =
            new Bundles(names.district(), CA.root(), server.endpoint().toString());

    private volatile Optional<PolicyOffer> policy = Optional.empty();

    @TempDir private Path temp;
    private Path state;

    @BeforeEach
    void enrolled() {
        state = temp.resolve("state");
        var folder = StateFolder.open(state);
        var device = CA.device(names.toUri());
        var identity =
                Map.of(
                        "key", Pem.encode("PRIVATE KEY", device.key().getEncoded()),
                        "chain", device.chain().stream().map(Pem::encode).toList());
        folder.write("identity.json", Json.strict().writeValueAsBytes(identity));
        folder.write("trust-bundle.json", Json.strict().writeValueAsBytes(bundles.generation(1)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theInventoryOfThisMachineReachesTheServer() throws Exception {
        try (var _ = Agent.start(config(), world)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            server.heard(InventoryBody.class).stream()
                                    .anyMatch(b -> b.kind().name().equals("hardware")));
        }

        var figures = server.heard(Sections.class).getFirst().volatileFacts().orElseThrow();
        var ahead = Duration.between(SERVER_TIME, Instant.now()).toMillis();
        assertThat(figures.clockOffsetMillis().orElseThrow()).isBetween(ahead - 120_000, ahead);
        assertThat(figures.where()).isEmpty();
        assertThat(server.faults()).isEmpty();
    }

    @Test
    void aScriptRunsAndItsOutputComesBack() throws Exception {
        var action =
                new Action.RunScript("sh", "echo from the device", Duration.ofMinutes(1), false);
        try (var _ = Agent.start(config(), world)) {
            await().until(() -> !server.heard(CheckIn.class).isEmpty());
            orders.add(order(action));
            server.say(new Nudge("job"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(server.heard(RunOutput.class))
                                    .as("said %s", server.heard())
                                    .isNotEmpty());
        }

        var output = server.heard(RunOutput.class).getFirst();
        assertThat(new String(output.chunk().toArray())).isEqualTo("from the device\n");
        var outcome =
                server.heard(CheckIn.class).stream()
                        .flatMap(c -> c.outcomes().stream())
                        .findFirst()
                        .orElseThrow();
        assertThat(outcome.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2040-01-01T00:00:00Z"})
    void whateverTheDevicesClockSaysItJoinsAndRunsAJob(String clock) throws Exception {
        var wrong = InstantSource.fixed(Instant.parse(clock));
        var there = new World(wrong, System::nanoTime, new Random(2));
        state = temp.resolve("joining");
        var shown = CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root());
        try (var est = new EstServer(CA, shown, names, bundles.generation(1))) {
            var joined =
                    command(
                            there,
                            "enroll",
                            "--server",
                            est.uri().toString(),
                            "--ca-fingerprint",
                            Digest.of(CA.root().getEncoded()).hex(),
                            "--token",
                            "rc-enroll-once",
                            "--state",
                            state.toString());
            assertThat(joined.code()).as(joined.err()).isZero();
        }

        orders.add(order(new Action.RunScript("sh", "true", Duration.ofMinutes(1), false)));
        try (var _ = Agent.start(config(), there)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !outcomes().isEmpty());
        }

        assertThat(outcomes()).containsOnly(Outcome.SUCCEEDED);
    }

    private List<Outcome> outcomes() {
        return server.heard(CheckIn.class).stream()
                .flatMap(said -> said.outcomes().stream())
                .map(RunOutcome::outcome)
                .toList();
    }

    @Test
    void aRestartedAgentGoesOnWhereItWas() throws Exception {
        try (var _ = Agent.start(config(), world)) {
            await().until(() -> StateFolder.open(state).read("conversation").isPresent());
        }
        int before = server.heard(CheckIn.class).size();
        try (var _ = Agent.start(config(), world)) {
            await().until(() -> server.heard(CheckIn.class).size() > before);
        }

        assertThat(server.heard(CheckIn.class).get(before).continuation()).isPresent();
        assertThat(server.heard(CheckIn.class).get(before).about()).isPresent();
    }

    @Test
    void oneAgentPerStateFolder() throws Exception {
        try (var _ = Agent.start(config(), world)) {
            var failure =
                    catchThrowableOfType(
                            CommandException.class, () -> Agent.start(config(), world));

            assertThat(failure.status()).isEqualTo(ExitStatus.BUSY);
        }
        Agent.start(config(), world).close();
    }

    @Test
    void statusSaysHowTheDeviceStands() throws Exception {
        try (var _ = Agent.start(config(), world)) {
            await().untilAsserted(() -> {
                var said = command("status", "--state", state.toString());

                assertThat(said.code()).isEqualTo(0);
                assertThat(said.out())
                        .contains("running")
                        .contains(names.enrollment().toString())
                        .contains("connected")
                        .contains("last check-in");
            });
        }
    }

    @Test
    void whoIsNotEnrolledIsTold() {
        var nowhere = temp.resolve("nowhere").toString();

        assertThat(command("status", "--state", nowhere).code()).isEqualTo(3);
        assertThat(command("run", "--state", nowhere).err())
                .isEqualToIgnoringNewLines(
                        "rollcall-agent: this device is not enrolled: run rollcall-agent enroll"
                                + " first");
        assertThat(command("enroll", "--state", nowhere).code()).isEqualTo(2);
        assertThat(command().code()).isEqualTo(2);
    }

    @Test
    void aSectionThatAPolicySwitchesOffIsNotShownEither() throws Exception {
        policy = Optional.of(policy("peripherals", "volatile"));
        try (var _ = Agent.start(config(), world)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> offIn(lastSections()).size() == 2);
        }

        assertThat(lastSections().volatileFacts()).isEmpty();
        assertThat(command("status", "--state", state.toString()).out())
                .contains("not collected  peripherals, volatile: switched off by policy");
        assertThat(command("inventory", "--state", state.toString()).out())
                .contains("peripherals: off (switched off by policy)")
                .contains("volatile: off (switched off by policy)")
                .contains("hardware: ok");
    }

    @Test
    void theInventoryIsShownInWordsAndNamesNoDigests() {
        var said = command("inventory", "--state", state.toString()).out();

        assertThat(said)
                .contains("hardware: ok", "volatile: as of now", "  available memory: ")
                .contains("  " + VolatileLines.ONLY_RUNNING)
                .doesNotContainPattern("[0-9a-f]{64}");
        if (said.contains("packages: ok")) {
            assertThat(said).contains("(rollcall-agent inventory --packages lists them)");
            assertThat(command("inventory", "--packages", "--state", state.toString()).out())
                    .containsPattern("\\n  \\S+ \\S+ \\(\\S+, (dpkg|rpm|snap|flatpak)")
                    .doesNotContainPattern("[0-9a-f]{64}");
        }
    }

    private Sections lastSections() {
        return server.heard(Sections.class).stream()
                .reduce((_, last) -> last)
                .orElse(new Sections(List.of()));
    }

    private static List<String> offIn(Sections sections) {
        return sections.reports().stream()
                .filter(report -> report.state() == SectionState.OFF)
                .map(report -> report.kind().name())
                .toList();
    }

    private PolicyOffer policy(String... off) {
        var setting = Json.strict().<JsonNode>valueToTree(new Setting.Inventory(List.of(off)));
        var hash = Digest.of(setting.toString());
        var document = new PolicyDocument(names.district(), 1, hash, List.of(setting));
        var payload = Json.wire().writeValueAsBytes(document);
        return new PolicyOffer(hash, bundles.sign(PolicyDocument.TYPE, payload));
    }

    private record Said(int code, String out, String err) {}

    private Said command(String... arguments) {
        return command(world, arguments);
    }

    private static Said command(World world, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Main.command(world)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }

    private AgentConfig config() {
        return new AgentConfig(
                state, temp.resolve("root"), Duration.ofMinutes(5), Optional.<Endpoint>empty());
    }

    private Optional<ServerMessage> answer(AgentMessage message) {
        return Optional.of(
                switch (message) {
                    case CheckIn checkIn -> {
                        recorded.addAll(checkIn.acknowledged());
                        checkIn.outcomes().forEach(o -> recorded.add(o.run()));
                        yield reply(checkIn);
                    }
                    case Sections sections ->
                            new Received(
                                    sections.reports().stream()
                                            .flatMap(report -> report.digest().stream())
                                            .toList());
                    default -> Received.nothingWanted();
                });
    }

    private CheckInReply reply(CheckIn checkIn) {
        return new CheckInReply(
                SERVER_TIME,
                "c-" + UUID.randomUUID(),
                checkIn.inventoryRoot().isPresent(),
                policy.filter(offer -> !checkIn.policyHash().equals(Optional.of(offer.hash()))),
                orders.stream().filter(o -> !recorded.contains(o.run())).toList(),
                List.of(),
                List.copyOf(recorded),
                Optional.empty(),
                Duration.ofMinutes(15),
                Optional.empty(),
                Optional.empty());
    }

    private RunOrder order(Action action) {
        var device = new DeviceId(UUID.randomUUID());
        var run = new RunId(UUID.randomUUID());
        var tree = MerkleTree.of(List.of(RunOrder.leaf(device, names.enrollment(), run)));
        var order =
                new JobOrder(
                        names.district(),
                        new JobId(UUID.randomUUID()),
                        Json.strict().valueToTree(action),
                        Urgency.NORMAL,
                        Instant.parse("2026-11-23T07:00:00Z"),
                        Instant.parse("2026-12-23T07:00:00Z"),
                        1,
                        1,
                        tree.root());
        return new RunOrder(
                device,
                names.enrollment(),
                run,
                bundles.sign(JobOrder.TYPE, Json.wire().writeValueAsBytes(order)),
                tree.path(0));
    }
}
