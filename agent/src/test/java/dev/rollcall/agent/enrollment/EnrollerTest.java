package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.connection.ConnectProxy;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrollerTest {

    private static final TestCa CA = new TestCa("Lincoln");
    private static final String TOKEN = "rc-enroll-very-secret";

    private final DeviceIdentity names =
            new DeviceIdentity(
                    new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
    private final Bundles bundles = new Bundles(names.district(), CA.root(), "127.0.0.1:7443");

    @TempDir private Path temp;
    private EstServer server;
    private StateFolder folder;

    @BeforeEach
    void open() throws Exception {
        folder = StateFolder.open(temp.resolve("state"));
        server =
                new EstServer(
                        CA,
                        CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root()),
                        names,
                        bundles.generation(1));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void joinsByTokenAndFingerprint() throws Exception {
        var identity = enroll(fingerprint(CA));

        assertThat(identity.enrollment()).isEqualTo(names.enrollment());
        assertThat(identity.chain()).hasSize(2).last().isEqualTo(CA.issuing());
        assertThat(IdentityStore.open(folder).current()).contains(identity);
        assertThat(TrustBundleStore.open(folder).orElseThrow().gateways()).hasSize(1);
        var expected = Base64.getEncoder().encodeToString(("rollcall:" + TOKEN).getBytes());
        assertThat(server.authorizations).containsExactly("Basic " + expected);
    }

    @Test
    void joinsThroughAProxyAndRemembersIt() throws Exception {
        try (var proxy = new ConnectProxy()) {
            var identity =
                    enroller(Optional.of(proxy.endpoint()))
                            .enroll(server.uri(), Secret.ofText(TOKEN), fingerprint(CA));

            assertThat(identity.enrollment()).isEqualTo(names.enrollment());
            assertThat(proxy.request().get(60, TimeUnit.SECONDS))
                    .startsWith("CONNECT " + server.uri().getAuthority());
            assertThat(Enroller.proxyOf(folder)).contains(proxy.endpoint());
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamedAndTheTokenNotShown() throws Exception {
        Endpoint gone;
        try (var proxy = new ConnectProxy()) {
            gone = proxy.endpoint();
        }

        var failure =
                catchThrowableOfType(
                        EnrollmentException.class,
                        () ->
                                enroller(Optional.of(gone))
                                        .enroll(
                                                server.uri(),
                                                Secret.ofText(TOKEN),
                                                fingerprint(CA)));

        assertThat(failure.kind()).isEqualTo(EnrollmentException.Kind.LATER);
        assertThat(failure).hasMessageContaining("proxy " + gone);
        assertThat(server.authorizations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"})
    void aProxyThatRefusesIsNamedInOneLineAndTheTokenNotShown(String status) throws Exception {
        try (var proxy = ConnectProxy.answering(status)) {
            var failure =
                    catchThrowableOfType(
                            EnrollmentException.class,
                            () ->
                                    enroller(Optional.of(proxy.endpoint()))
                                            .enroll(
                                                    server.uri(),
                                                    Secret.ofText(TOKEN),
                                                    fingerprint(CA)));

            assertThat(failure.kind()).isEqualTo(EnrollmentException.Kind.LATER);
            assertThat(failure.getMessage())
                    .hasLineCount(1)
                    .contains("proxy " + proxy.endpoint())
                    .contains(status.substring(0, 3));
            assertThat(server.authorizations).isEmpty();
        }
    }

    @Test
    void theTokenIsNowhereInTheState() throws Exception {
        enroll(fingerprint(CA));

        try (var files = Files.walk(folder.path())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(text).doesNotContain(TOKEN);
            }
        }
        assertThat(folder.read("pending-key.pem")).isEmpty();
    }

    @Test
    void anotherRootIsRefusedBeforeTheTokenIsShown() {
        var failure = failure(fingerprint(new TestCa("Other")));

        assertThat(failure.kind()).isEqualTo(EnrollmentException.Kind.SERVER);
        assertThat(failure).hasMessageContaining("Lincoln");
        assertThat(server.authorizations).isEmpty();
        assertThat(folder.read("identity.json")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "202, LATER, must approve this device at the server",
        "401, COMMAND, the token was not accepted",
        "403, COMMAND, this device was not let in",
        "400, SERVER, it refused the request: Weak key.",
        "404, COMMAND, not the HTTPS port of a Rollcall server",
        "503, LATER, the server is busy",
        "500, SERVER, it answered 500",
    })
    void eachAnswerIsExplainedInOneLine(
            int status, EnrollmentException.Kind kind, String sentence) {
        server.status = status;
        server.problem = status == 400 ? "{\"detail\":\"Weak\\u0007key.\"}" : "";
        var failure = failure(fingerprint(CA));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).contains(sentence).doesNotContain(TOKEN).hasLineCount(1);
    }

    @Test
    void toldToWaitItAsksAgainWithTheSameKeyAndWithoutItsToken() throws Exception {
        server.status = 202;
        server.problem = "{\"review\":\"R-12\"}";
        var told = enroller().ask(server.uri(), Secret.ofText(TOKEN), fingerprint(CA));
        assertThat(told).isEqualTo(new Answer.Waiting("R-12", Duration.ofSeconds(30)));
        assertThat(Enroller.waitingAs(folder)).contains("R-12");
        assertThat(enroller().askAgain()).isEqualTo(told);
        server.status = 200;

        assertThat(enroller().askAgain()).isInstanceOf(Answer.Joined.class);

        enroller().finish();
        assertThat(folder.read("waiting.json")).isEmpty();
        assertThat(Enroller.waitingAs(folder)).isEmpty();
        assertThat(TrustBundleStore.open(folder)).isPresent();
        assertThat(server.authorizations.subList(1, 3)).hasSize(2).containsOnlyNulls();
        assertThat(server.keys.getFirst()).isEqualTo(server.keys.get(1));
    }

    @Test
    void aRequestThatTheServerForgotNeedsATokenAgain() throws Exception {
        server.status = 202;
        failure(fingerprint(CA));
        server.status = 401;

        var failure = catchThrowableOfType(EnrollmentException.class, () -> enroller().askAgain());

        assertThat(failure).hasMessageContaining("enroll it again with a token");
    }

    @Test
    void askedAgainItAsksWithTheSameKey() throws Exception {
        server.status = 202;
        failure(fingerprint(CA));
        server.status = 200;
        enroll(fingerprint(CA));

        assertThat(server.keys).hasSize(2);
        assertThat(server.keys.getFirst()).isEqualTo(server.keys.getLast());
    }

    @Test
    void stoppedAfterTheCertificateItOnlyFetchesTheTrustBundle() throws Exception {
        server.bundle = Optional.empty();
        assertThat(failure(fingerprint(CA)).kind()).isEqualTo(EnrollmentException.Kind.LATER);
        server.bundle = Optional.of(bundles.generation(1));
        var identity = enroller().finish();

        assertThat(identity.enrollment()).isEqualTo(names.enrollment());
        assertThat(server.authorizations).hasSize(1);
        assertThat(TrustBundleStore.open(folder)).isPresent();
    }

    @Test
    void aTrustBundleOfAnotherDistrictIsRefused() {
        var other = new DistrictId(UUID.randomUUID());
        server.bundle = Optional.of(bundles.ofDistrict(other, 1));

        assertThat(failure(fingerprint(CA))).hasMessageContaining("not that of this district");
        assertThat(TrustBundleStore.open(folder)).isEmpty();
    }

    @Test
    void joiningAnewForgetsTheBundleOfTheLifeBefore() throws Exception {
        enroll(fingerprint(CA));
        server.bundle = Optional.empty();
        failure(fingerprint(CA));

        assertThat(TrustBundleStore.open(folder)).isEmpty();
        assertThat(server.keys.getFirst()).isNotEqualTo(server.keys.getLast());
    }

    private Identity enroll(Fingerprint fingerprint) throws EnrollmentException {
        return enroller().enroll(server.uri(), Secret.ofText(TOKEN), fingerprint);
    }

    private EnrollmentException failure(Fingerprint fingerprint) {
        var failure = catchThrowableOfType(EnrollmentException.class, () -> enroll(fingerprint));
        assertThat(failure).isNotNull();
        return failure;
    }

    private Enroller enroller() {
        return enroller(Optional.empty());
    }

    private Enroller enroller(Optional<Endpoint> proxy) {
        var floor = Instant.parse("2026-11-01T00:00:00Z");
        return new Enroller(folder, IdentityStore.open(folder), () -> floor, proxy);
    }

    private static Fingerprint fingerprint(TestCa ca) {
        try {
            var hash = Digest.of(ca.root().getEncoded()).toBytes();
            return Fingerprint.parse(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
