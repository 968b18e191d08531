package dev.rollcall.agent.doctor;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.TestCa.Issued;
import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Bundles;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An enrolled device's state folder below a folder of a test, and the doctor who looks at it. */
final class SickDevice {

    static final TestCa CA = new TestCa("Lincoln");
    static final Instant BUILT = Instant.parse("2026-09-01T00:00:00Z");
    static final Issued SERVER = CA.server(TestCa.address("127.0.0.1"), TestCa.host("localhost"));

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final AgentFacts RUNNING =
            new AgentFacts(
                    true, Optional.of(new Situation(Situation.State.CONNECTED, "127.0.0.1:1")));

    final DeviceIdentity names =
            new DeviceIdentity(
                    new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
    final Path state;
    private final Path machine;

    SickDevice(Path temp) throws IOException {
        this.state = temp.resolve("state");
        this.machine = temp.resolve("machine");
        var proc = machine.resolve("proc/self");
        Files.createDirectories(proc);
        Files.writeString(proc.resolve("mountinfo"), "26 1 254:0 / / rw - ext4 /dev/vda rw\n");
        keep(CA.device(names.toUri()));
    }

    static ScriptedServer gateway(Issued shown) {
        return new ScriptedServer(CA, shown, _ -> Optional.empty());
    }

    /** A port that nothing listens at. */
    static Endpoint closedPort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", taken.getLocalPort());
        }
    }

    void keep(Issued device) {
        keep(device, device);
    }

    /** Keeps the key of one and the certificate of another. */
    void keep(Issued key, Issued certificate) {
        var identity =
                Map.of(
                        "key", Pem.encode("PRIVATE KEY", key.key().getEncoded()),
                        "chain", certificate.chain().stream().map(Pem::encode).toList());
        folder().write("identity.json", Json.strict().writeValueAsBytes(identity));
    }

    SignedDocument bundle(Endpoint... gateways) {
        var named = List.of(gateways).stream().map(Endpoint::toString).toArray(String[]::new);
        return new Bundles(names.district(), CA.root(), named).generation(3);
    }

    /** Joined there, and checked in a moment ago. */
    void joined(String https, Endpoint... gateways) {
        var where = Map.of("server", https, "root", Pem.encode(CA.root()));
        folder().write("enrollment.json", Json.strict().writeValueAsBytes(where));
        folder().write("trust-bundle.json", Json.strict().writeValueAsBytes(bundle(gateways)));
        heard(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    void heard(Instant time) {
        new StoredMemory(folder(), names.enrollment()).keep(new Remembered(Optional.of("c"), time));
    }

    StateFolder folder() {
        return StateFolder.open(state);
    }

    List<Check> examine() {
        return examine(Optional.empty());
    }

    List<Check> examine(Optional<Endpoint> proxy) {
        return examine(proxy, PATIENCE);
    }

    List<Check> examine(Optional<Endpoint> proxy, Duration patience) {
        return new Doctor(DeviceFiles.below(machine), Instant.now(), BUILT, patience)
                .examine(state, proxy, RUNNING);
    }

    List<String> lines() {
        return examine().stream().map(Check::line).toList();
    }
}
