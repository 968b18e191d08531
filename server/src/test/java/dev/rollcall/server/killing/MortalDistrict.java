package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.server.killing.ChildJava.Program;
import dev.rollcall.server.testing.FreePorts;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.SoftHsm;
import dev.rollcall.server.testing.TestTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server on a file database and some devices, each a process that is killed and lives again. */
final class MortalDistrict implements AutoCloseable {

    /** An agent that starts on two contended cores. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Not as in tests. */
    private static final String LOG_AS_IN_LIFE = "-Dlogback.configurationFile=logback.xml";

    private final Path folder;
    private final int devices;
    private final int https;
    private final int gateway;
    private Program server;
    private Program agent;
    private final DistrictApi api;
    private Optional<ChildJava> serving = Optional.empty();
    private String fingerprint = "";
    private final Map<Integer, ChildJava> agents = new HashMap<>();

    private MortalDistrict(
            Path folder,
            int devices,
            int https,
            int gateway,
            Map<String, String> serverEnvironment,
            Map<String, String> agentEnvironment,
            List<String> options) {
        this.folder = folder;
        this.devices = devices;
        this.https = https;
        this.gateway = gateway;
        var environment = new HashMap<>(serverEnvironment);
        environment.put("HOME", folder.toString());
        environment.put("ROLLCALL_PASSPHRASE_FILE", folder.resolve("passphrase").toString());
        var logs = folder.resolve("logs");
        server =
                new Program(
                                "server",
                                logs,
                                "192m",
                                environment,
                                List.of(LOG_AS_IN_LIFE),
                                dev.rollcall.server.cli.Main.class)
                        .with(options);
        agent =
                new Program(
                        "agent",
                        logs,
                        "64m",
                        agentEnvironment,
                        options,
                        dev.rollcall.agent.Main.class);
        api = new DistrictApi(https);
    }

    /** A new installation; the server runs, the devices are enrolled and do not run yet. */
    static MortalDistrict begin(Path folder, int devices) throws Exception {
        return begin(folder, devices, List.of());
    }

    /** Likewise, every program on a Java runtime with options. */
    static MortalDistrict begin(Path folder, int devices, List<String> options) throws Exception {
        return begin(folder, devices, "", Map.of(), options);
    }

    /**
     * Likewise.
     *
     * @param more of the configuration, from the middle of its part about the gateway
     */
    static MortalDistrict begin(
            Path folder, int devices, String more, Map<String, String> agentEnvironment)
            throws Exception {
        return begin(folder, devices, more, agentEnvironment, List.of());
    }

    /** Likewise. */
    static MortalDistrict begin(
            Path folder,
            int devices,
            String more,
            Map<String, String> agentEnvironment,
            List<String> options)
            throws Exception {
        return begin(folder, devices, more, Map.of(), agentEnvironment, options, List.of());
    }

    /** With its keys in a token. */
    static MortalDistrict begin(Path folder, int devices, SoftHsm hsm) throws Exception {
        return begin(folder, devices, hsm, "", List.of());
    }

    /**
     * Likewise.
     *
     * @param more of the configuration
     * @param deaths where init dies before it is whole
     */
    static MortalDistrict begin(
            Path folder, int devices, SoftHsm hsm, String more, List<String> deaths)
            throws Exception {
        return begin(
                folder, devices, hsm.yaml() + more, hsm.environment(), Map.of(), List.of(), deaths);
    }

    /** With its keys in the database, and a token that is not used yet. */
    static MortalDistrict beginBeside(Path folder, int devices, SoftHsm hsm) throws Exception {
        return begin(folder, devices, "", hsm.environment(), Map.of(), List.of(), List.of());
    }

    private static MortalDistrict begin(
            Path folder,
            int devices,
            String more,
            Map<String, String> serverEnvironment,
            Map<String, String> agentEnvironment,
            List<String> options,
            List<String> deaths)
            throws Exception {
        Files.createDirectories(folder);
        int https = FreePorts.next();
        var district =
                new MortalDistrict(
                        folder,
                        devices,
                        https,
                        FreePorts.next(),
                        serverEnvironment,
                        agentEnvironment,
                        options);
        Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
        Files.writeString(folder.resolve("password"), "password of kim\n");
        Files.writeString(
                folder.resolve("rollcall.yaml"),
                "data: %s\nhttps:\n  listen: 127.0.0.1:%d\ngateway:\n  listen: 127.0.0.1:%d\n"
                                .formatted(data(folder), https, district.gateway)
                        + more);
        try {
            for (var point : deaths) {
                var died = district.init(Optional.of(point));
                assertThat(died.ended(PATIENCE)).as(died.log()).isEqualTo(KillPoint.STATUS);
            }
            district.fingerprint = district.init();
            district.startServer(Optional.empty());
            district.awaitServer();
            district.api.signIn("kim", "password of kim");
            district.enroll();
            return district;
        } catch (Throwable failure) {
            // no process outlives the test
            district.close();
            throw failure;
        }
    }

    /** From now on its programs have these options of Java too: the server starts again. */
    void become(List<String> options) throws IOException {
        server().kill();
        server = server.with(options);
        agent = agent.with(options);
        startServer(Optional.empty());
        awaitServer();
    }

    /** Where the server keeps everything. */
    static Path data(Path folder) {
        return folder.resolve("data");
    }

    private String init() throws IOException, InterruptedException {
        var init = init(Optional.empty());
        assertThat(init.ended(PATIENCE)).as(init.log()).isZero();
        var made = init.log().lines().filter(line -> line.startsWith("{")).findFirst();
        return Json.wire().readTree(made.orElseThrow()).path("caFingerprint").stringValue();
    }

    private ChildJava init(Optional<String> killAt) throws IOException {
        return run(
                killAt,
                List.of(
                        "init",
                        "--config",
                        config().toString(),
                        "--district",
                        "lincoln",
                        "--district-name",
                        "Lincoln USD",
                        "--admin",
                        "kim",
                        "--admin-password-file",
                        folder.resolve("password").toString(),
                        "--dev",
                        "--json"));
    }

    private void enroll() throws IOException, InterruptedException {
        for (int device = 0; device < devices; device++) {
            // each has its own: the agent deletes the file once the server has answered
            var token = Files.writeString(folder.resolve("token-" + device), api.token(1));
            Files.createDirectories(root(device).resolve("etc"));
            var enrolled = join(state(device), token, Optional.empty());
            assertThat(enrolled.ended(PATIENCE)).as(enrolled.log()).isZero();
        }
    }

    /** One more device joins, or tries to. */
    ChildJava join(Path state, Path token, Optional<String> killAt) throws IOException {
        return ChildJava.start(
                agent,
                killAt,
                List.of(
                        "enroll",
                        "--server",
                        "https://127.0.0.1:" + https,
                        "--ca-fingerprint",
                        fingerprint,
                        "--token-file",
                        token.toString(),
                        "--state",
                        state.toString()));
    }

    /** A command on the server's own machine, while the server does not run. */
    ChildJava command(Optional<String> killAt, List<String> command) throws IOException {
        var all = new ArrayList<>(command);
        all.addAll(
                List.of("--config", folder.resolve("rollcall.yaml").toString(), "--dev", "--json"));
        return run(killAt, all);
    }

    /** Any command, as it stands. */
    ChildJava run(Optional<String> killAt, List<String> command) throws IOException {
        return ChildJava.start(server, killAt, command);
    }

    Path config() {
        return folder.resolve("rollcall.yaml");
    }

    int gatewayPort() {
        return gateway;
    }

    /** Does not wait until it answers. */
    void startServer(Optional<String> killAt) throws IOException {
        startServer(server, killAt);
    }

    /** On a Java runtime with options. */
    void startServerWith(List<String> options) throws IOException {
        startServer(server.with(options), Optional.empty());
    }

    private void startServer(Program program, Optional<String> killAt) throws IOException {
        serving =
                Optional.of(
                        ChildJava.start(
                                program,
                                killAt,
                                List.of(
                                        "serve",
                                        "--config",
                                        folder.resolve("rollcall.yaml").toString(),
                                        "--dev",
                                        "--json")));
    }

    void awaitServer() {
        await().atMost(PATIENCE)
                .until(() -> {
                    assertThat(server().alive()).as(server()::log).isTrue();
                    return server().printed("\"httpsPort\"");
                });
    }

    void startAgent(int device, Optional<String> killAt) throws IOException {
        agents.put(
                device,
                ChildJava.start(
                        agent,
                        killAt,
                        List.of(
                                "run",
                                "--state",
                                state(device).toString(),
                                "--root",
                                root(device).toString())));
    }

    /** A session with the identity of a device whose agent does not run. */
    RawDevice connect(int device) throws IOException {
        var store = IdentityStore.open(StateFolder.open(state(device)));
        return connect(store.current().orElseThrow());
    }

    /** A session with any identity. */
    RawDevice connect(Identity identity) throws IOException {
        return RawDevice.connect(TestTrust.everyone(identity.key(), identity.chain()), gateway);
    }

    static CheckIn checkIn() {
        return CheckIn.bare("boot");
    }

    ChildJava server() {
        return serving.orElseThrow();
    }

    ChildJava agent(int device) {
        return agents.get(device);
    }

    DistrictApi api() {
        return api;
    }

    /** Where policies are kept instead of below the real root. */
    Path root(int device) {
        return folder.resolve("root-" + device);
    }

    Path state(int device) {
        return folder.resolve("agent-" + device);
    }

    /** A script that says which run it is, once. */
    String witness() {
        return "echo $ROLLCALL_RUN >> " + folder.resolve("witness") + "\n";
    }

    /** What everybody says, as of now. */
    Accounts accounts() throws IOException, InterruptedException {
        var runs = new ArrayList<Accounts.Run>();
        for (var job : api.jobs()) {
            var id = job.path("job").path("id").stringValue();
            var action = job.path("job").path("action");
            for (var run : api.runs(id)) {
                runs.add(
                        new Accounts.Run(
                                id,
                                run.path("id").stringValue(),
                                run.path("state").stringValue(),
                                run.path("outcome").asString(""),
                                action.path("repeatable").asBoolean(false)));
            }
        }
        return new Accounts(devices, runs, journals(), lines(folder.resolve("witness")));
    }

    private Map<String, List<String>> journals() throws IOException {
        var journal = new HashMap<String, List<String>>();
        for (int device = 0; device < devices; device++) {
            var file = state(device).resolve("runs.journal");
            Accounts.outcomes(lines(file))
                    .forEach((run, outcomes) -> journal.merge(run, outcomes, Accounts::both));
        }
        return journal;
    }

    /** Those that are whole: one that is being written, or that a kill tore, is not there yet. */
    private static List<String> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    @Override
    public void close() {
        api.close();
        agents.values().forEach(ChildJava::close);
        serving.ifPresent(ChildJava::close);
    }
}
