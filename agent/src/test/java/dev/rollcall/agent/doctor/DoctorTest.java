package dev.rollcall.agent.doctor;

import static dev.rollcall.agent.doctor.SickDevice.CA;
import static dev.rollcall.agent.doctor.SickDevice.SERVER;
import static dev.rollcall.agent.doctor.SickDevice.closedPort;
import static dev.rollcall.agent.doctor.SickDevice.gateway;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.TestCa.Issued;
import dev.rollcall.agent.connection.ConnectProxy;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.EstServer;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.pki.EcKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real ports, real TLS and a real state folder, each ill in one way. */
class DoctorTest {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant AGO = Instant.parse("2021-01-01T00:00:00Z");

    @TempDir private Path temp;
    private SickDevice device;

    @BeforeEach
    void enrolled() throws IOException {
        device = new SickDevice(temp);
    }

    private EstServer https(Issued shown) throws Exception {
        return new EstServer(CA, shown, device.names, device.bundle(closedPort()));
    }

    private static Endpoint endpoint(EstServer server) {
        return new Endpoint("127.0.0.1", server.uri().getPort());
    }

    /** Joined at HTTPS and gateway ports that show the same certificate. */
    private List<String> withServersOf(Issued shown) throws Exception {
        try (var https = https(shown);
                var gateway = gateway(shown)) {
            device.joined(https.uri().toString(), gateway.endpoint());
            return device.lines();
        }
    }

    @Test
    void aDeviceThatIsWellIsFoundWellAndNothingIsDisturbed() throws Exception {
        try (var https = https(SERVER);
                var gateway = gateway(SERVER)) {
            device.joined(
                    https.uri().toString().replace("127.0.0.1", "localhost"), gateway.endpoint());
            var before = contents();

            var found = device.examine();

            assertThat(found).allMatch(check -> check.verdict() == Verdict.OK);
            assertThat(found.stream().map(Check::name))
                    .containsExactly(
                            "state-folder",
                            "permissions",
                            "free-space",
                            "state-kept",
                            "enrolled",
                            "key",
                            "certificate",
                            "trust-bundle",
                            "clock",
                            "agent",
                            "proxy",
                            "name",
                            "tcp",
                            "tls",
                            "protocol",
                            "tcp",
                            "tls",
                            "welcome",
                            "last-check-in");
            assertThat(device.lines())
                    .contains(
                            "ok   clock agrees with the server's",
                            "ok   gateway " + gateway.endpoint() + " accepts connections",
                            "ok   gateway " + gateway.endpoint() + " speaks rollcall/1",
                            "ok   server knows this device and lets it in");
            assertThat(gateway.heard()).as("messages, of which one would be a session").isEmpty();
            assertThat(contents()).isEqualTo(before);
        }
    }

    private List<String> contents() throws IOException {
        try (var files = Files.list(device.state)) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return file
                                    + " "
                                    + Files.getLastModifiedTime(file)
                                    + " "
                                    + Files.getPosixFilePermissions(device.state);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void aFilterThatOpensTlsIsNamed() throws Exception {
        var filter = new TestCa("School Filter", "CN=School Filter CA,O=Filter Corp");
        var shown = filter.server(TestCa.address("127.0.0.1"));
        try (var https = https(shown);
                var gateway = gateway(shown)) {
            device.joined(https.uri().toString(), gateway.endpoint());

            assertThat(device.lines())
                    .contains(
                            "FAIL TLS intercepted by \"School Filter CA (Filter Corp)\": bypass "
                                    + gateway.endpoint(),
                            "FAIL TLS intercepted by \"School Filter CA (Filter Corp)\": bypass "
                                    + endpoint(https),
                            "skip whether the device is welcome: the server's HTTPS port could not be asked");
            assertThat(gateway.devices()).as("certificates shown to the filter").isEmpty();
        }
    }

    @Test
    void anotherInstallationIsTold() throws Exception {
        var other = new TestCa("Other", "CN=Rollcall root 1a2b,O=Rollcall");

        assertThat(failures(withServersOf(other.server(TestCa.address("127.0.0.1")))))
                .isEqualTo(
                        """
                        FAIL gateway HERE is another Rollcall installation, of "Rollcall root 1a2b (Rollcall)": enroll this device there, or restore the server's keys
                        FAIL server HERE is another Rollcall installation, of "Rollcall root 1a2b (Rollcall)": enroll this device there, or restore the server's keys\
                        """);
    }

    @Test
    void anExpiredCertificateOfOurServerIsTold() throws Exception {
        var expired =
                CA.server(
                        LONG_AGO, AGO, KeyPurposeId.id_kp_serverAuth, TestCa.address("127.0.0.1"));

        assertThat(failures(withServersOf(expired)))
                .isEqualTo(
                        """
                        FAIL gateway HERE shows a certificate that expired on 2021-01-01T00:00:00Z: restart the server, which makes a new one
                        FAIL server HERE shows a certificate that expired on 2021-01-01T00:00:00Z: restart the server, which makes a new one\
                        """);
    }

    @Test
    void ourServerUnderAnotherNameIsTold() throws Exception {
        assertThat(failures(withServersOf(CA.server(TestCa.host("rollcall.example")))))
                .isEqualTo(
                        """
                        FAIL gateway HERE shows our server's certificate for rollcall.example: add 127.0.0.1 to https.names of the server
                        FAIL server HERE shows our server's certificate for rollcall.example: add 127.0.0.1 to https.names of the server\
                        """);
    }

    @Test
    void somethingElseThatListensIsTold() throws Exception {
        var other = new TestCa("Printer", "CN=Printers,O=Printer Corp");

        assertThat(failures(withServersOf(other.server(TestCa.host("printer.example")))))
                .isEqualTo(
                        """
                        FAIL gateway HERE shows a certificate for printer.example, issued by "Printers (Printer Corp)": something else listens there
                        FAIL server HERE shows a certificate for printer.example, issued by "Printers (Printer Corp)": something else listens there\
                        """);
    }

    /** Ports are different in each test. */
    private static String failures(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("FAIL"))
                .map(line -> line.replaceAll("127\\.0\\.0\\.1:\\d+", "HERE"))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource({"h2", "http/1.1"})
    void aPortWithoutOurProtocolIsTold(String alpn) throws Exception {
        try (var gateway = new ScriptedServer(CA, SERVER, alpn, _ -> Optional.empty())) {
            device.joined("https://" + closedPort(), gateway.endpoint());

            assertThat(device.lines())
                    .contains(
                            "FAIL gateway "
                                    + gateway.endpoint()
                                    + " does not speak rollcall/1: something else listens there");
        }
    }

    @Test
    void aWebServerInTheGatewaysPlaceIsTold() throws Exception {
        try (var https = https(SERVER)) {
            device.joined(https.uri().toString(), endpoint(https));

            assertThat(failures(device.lines()))
                    .isEqualTo(
                            "FAIL gateway HERE does not speak rollcall/1: something else listens there");
        }
    }

    @Test
    void aCertificateThatTheServerDoesNotAcceptIsTold() throws Exception {
        device.keep(new TestCa("Elsewhere").device(device.names.toUri()));
        try (var gateway = gateway(SERVER)) {
            device.joined("https://" + closedPort(), gateway.endpoint());

            assertThat(device.lines())
                    .contains(
                            "FAIL gateway "
                                    + gateway.endpoint()
                                    + " does not accept this device's certificate (certificate_unknown): enroll this device again");
        }
    }

    @Test
    void aClosedPortIsTold() throws Exception {
        var gateway = closedPort();
        var https = closedPort();
        device.joined("https://" + https, gateway);

        assertThat(device.lines())
                .containsSequence(
                        "FAIL gateway " + gateway + " refuses connections: nothing listens there",
                        "skip TLS with gateway " + gateway + ": there is no connection",
                        "FAIL server " + https + " refuses connections: nothing listens there",
                        "skip TLS with server " + https + ": there is no connection",
                        "skip whether the device is welcome: the server's HTTPS port could not be asked");
    }

    /** A queue of connections that is full drops what comes, as a firewall does. */
    @Test
    void aPortThatDropsWhatIsSentIsTold() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var waiting = new ArrayList<Socket>();
            try {
                while (true) {
                    var socket = new Socket();
                    waiting.add(socket);
                    socket.connect(full.getLocalSocketAddress(), 300);
                }
            } catch (SocketTimeoutException e) {
                // it is full
            }
            device.joined("https://" + closedPort(), at(full));

            assertThat(
                            device.examine(Optional.empty(), Duration.ofSeconds(1)).stream()
                                    .map(Check::line))
                    .contains(
                            "FAIL gateway "
                                    + at(full)
                                    + " does not answer within 1 second: blocked by a firewall between here and there");
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void aSecondGatewayThatIsDownIsNoFailure() throws Exception {
        var down = closedPort();
        try (var https = https(SERVER);
                var gateway = gateway(SERVER)) {
            device.joined(https.uri().toString(), down, gateway.endpoint());

            assertThat(device.lines())
                    .contains(
                            "WARN gateway " + down + " refuses connections: nothing listens there")
                    .noneMatch(line -> line.startsWith("FAIL"));
        }
    }

    @Test
    void whatDoesNotSpeakTlsIsTold() throws Exception {
        try (var noisy = answering("SSH-2.0-OpenSSH_9.2\r\n")) {
            device.joined("https://" + closedPort(), at(noisy));

            assertThat(device.lines())
                    .contains(
                            "FAIL gateway "
                                    + at(noisy)
                                    + " does not speak TLS: something else listens there");
        }
    }

    @Test
    void whatSaysNothingOrHangsUpIsTold() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var rude = answering("")) {
            device.joined("https://" + at(rude), at(silent));

            assertThat(
                            device.examine(Optional.empty(), Duration.ofSeconds(1)).stream()
                                    .map(Check::line))
                    .contains(
                            "FAIL gateway "
                                    + at(silent)
                                    + " says nothing to TLS within 1 second: held by a filter on the way, or something else listens there",
                            "FAIL server "
                                    + at(rude)
                                    + " is cut off while TLS begins: by a filter on the way, or by what listens there");
        }
    }

    private static Endpoint at(ServerSocket socket) {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    /** Says this to whoever connects and has said something, and hangs up. */
    private static ServerSocket answering(String text) throws IOException {
        var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    while (!listener.isClosed()) {
                        try (var client = listener.accept()) {
                            var _ = client.getInputStream().read(new byte[64 * 1024]);
                            client.getOutputStream().write(text.getBytes());
                        } catch (IOException e) {
                            // the test has ended
                        }
                    }
                });
        return listener;
    }

    @Test
    void aNameThatDoesNotExistIsTold() throws Exception {
        device.joined("https://nowhere.invalid:8443", new Endpoint("nowhere.invalid", 8444));

        var lines = device.lines();

        assertThat(lines)
                .filteredOn(line -> line.contains("name nowhere.invalid"))
                .singleElement()
                .asString()
                .isIn(
                        "FAIL name nowhere.invalid does not exist: no name server here knows it",
                        "FAIL name nowhere.invalid cannot be looked up: no name server answers");
        assertThat(lines).contains("skip gateway nowhere.invalid:8444: its name has no address");
    }

    @ParameterizedTest
    @CsvSource({
        "407 Proxy Authentication Required, FAIL proxy PROXY asks for a login (407) which the agent"
                + " has not: let it through without one",
        "403 Forbidden, FAIL gateway GATEWAY is refused by the proxy (403 Forbidden): allow GATEWAY"
                + " there"
    })
    void aProxyThatLetsNothingThroughIsTold(String status, String expected) throws Exception {
        var gateway = closedPort();
        device.joined("https://" + closedPort(), gateway);
        try (var proxy = ConnectProxy.answering(status)) {
            var lines =
                    device.examine(Optional.of(proxy.endpoint())).stream()
                            .map(Check::line)
                            .map(line ->
                                    line.replace(proxy.endpoint().toString(), "PROXY")
                                            .replace(gateway.toString(), "GATEWAY")
                                            .replace("(407),", "(407)"))
                            .toList();

            assertThat(lines).contains(expected);
        }
    }

    @Test
    void throughAProxyThatWorksAllIsWell() throws Exception {
        try (var https = https(SERVER);
                var gateway = gateway(SERVER);
                var proxy = new ConnectProxy()) {
            device.joined(https.uri().toString(), gateway.endpoint());

            var found = device.examine(Optional.of(proxy.endpoint()));

            assertThat(found).allMatch(check -> check.verdict() == Verdict.OK);
            assertThat(found.stream().map(Check::line))
                    .contains(
                            "ok   proxy " + proxy.endpoint() + " accepts connections",
                            "ok   gateway " + gateway.endpoint() + " is reached through the proxy");
        }
    }

    @Test
    void aProxyThatIsNotThereIsTold() throws Exception {
        var proxy = closedPort();
        device.joined("https://" + closedPort(), closedPort());

        assertThat(device.examine(Optional.of(proxy)).stream().map(Check::line))
                .contains(
                        "FAIL proxy " + proxy + " refuses connections: nothing listens there",
                        "skip connections: the proxy cannot be reached");
    }

    @Test
    void anExpiredCertificateOfTheDeviceIsTold() throws Exception {
        var keys = EcKeys.generate();
        var end = Instant.parse("2026-10-01T00:00:00Z");
        device.keep(
                new Issued(
                        keys.getPrivate(),
                        CA.device(keys.getPublic(), device.names.toUri(), AGO, end)));
        device.joined("https://" + closedPort(), closedPort());
        device.heard(Instant.parse("2026-10-13T12:00:00Z"));

        assertThat(device.lines())
                .filteredOn(line -> line.contains("certificate expired"))
                .singleElement()
                .asString()
                .matches(
                        "FAIL certificate expired on 2026-10-01T00:00:00Z, \\d+ days ago: the agent asks for a new one by itself, .*");
    }

    @Test
    void aLostOrDamagedStateIsTold() throws Exception {
        device.joined("https://" + closedPort(), closedPort());

        Files.writeString(device.state.resolve("trust-bundle.json"), "{");
        assertThat(device.lines())
                .contains(
                        "FAIL trust bundle is damaged: run rollcall-agent enroll again, which fetches it");
        Files.delete(device.state.resolve("trust-bundle.json"));
        assertThat(device.lines())
                .contains(
                        "FAIL trust bundle is not there: run rollcall-agent enroll again, which fetches it");
        device.keep(CA.device(device.names.toUri()), CA.device(device.names.toUri()));
        assertThat(device.lines())
                .contains(
                        "FAIL key is not that of the certificate: identity.json was mixed up; enroll this device again");
        Files.writeString(device.state.resolve("identity.json"), "\0\0\0");
        assertThat(device.lines())
                .contains("FAIL identity.json is damaged: enroll this device again");
        Files.delete(device.state.resolve("identity.json"));
        assertThat(device.lines())
                .contains(
                        "FAIL not enrolled: run rollcall-agent enroll",
                        "skip certificate: this device is not enrolled",
                        "skip agent: this device is not enrolled");
        Files.writeString(device.state.resolve("sealed"), "{\"complete\":true}");
        assertThat(device.lines())
                .contains(
                        "FAIL this device is sealed: enroll it with rollcall-agent enroll --server https://SERVER:8443 --ca-fingerprint FINGERPRINT --token-file FILE");
    }

    @Test
    void aStateFolderThatIsGoneIsToldAndNotMade() throws Exception {
        var none = temp.resolve("none");
        var found =
                new Doctor(
                                DeviceFiles.below(temp),
                                Instant.now(),
                                SickDevice.BUILT,
                                Duration.ofSeconds(1))
                        .examine(none, Optional.empty(), new AgentFacts(false, Optional.empty()));

        assertThat(found.getFirst().line())
                .isEqualTo(
                        "FAIL state folder %s is not there: this device was never enrolled, or lost its state; enroll it"
                                .formatted(none));
        assertThat(found.subList(1, 4)).allMatch(check -> check.verdict() == Verdict.SKIP);
        assertThat(none).doesNotExist();
    }

    @Test
    void aStateFolderThatIsOpenToOthersIsToldAndNotClosed() throws Exception {
        device.joined("https://" + closedPort(), closedPort());
        Files.setPosixFilePermissions(device.state, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(device.lines())
                .contains(
                        "WARN state folder is open to others: chmod 700 %s, or restart the agent, which does it"
                                .formatted(device.state));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(device.state)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void whatIsPrintedHasNoSecret() throws Exception {
        var key = Files.readString(device.state.resolve("identity.json"));

        assertThat(String.join("\n", withServersOf(SERVER)))
                .doesNotContain("PRIVATE")
                .doesNotContain(key.substring(60, 100));
    }
}
