package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.protocol.Received;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolledConnectorTest {

    private static final TestCa CA = new TestCa("Lincoln");

    private final DeviceIdentity names =
            new DeviceIdentity(
                    new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
    private final Transport transport = Transport.forOneSession();
    private final ScriptedServer server =
            new ScriptedServer(
                    CA,
                    CA.server(TestCa.address("127.0.0.1")),
                    _ -> Optional.of(Received.nothingWanted()));
    private final Identity old = identity();
    private final Identity renewed = identity();

    @TempDir private Path temp;
    private StateFolder folder;
    private EnrolledConnector connector;

    @BeforeEach
    void renew() throws Exception {
        folder = StateFolder.open(temp);
        var identities = IdentityStore.open(folder);
        identities.keep(old);
        identities.keepNext(renewed);
        var bundles = new Bundles(names.district(), CA.root(), server.endpoint().toString());
        var bundle =
                TrustBundleStore.first(folder, bundles.generation(1), names.district(), CA.root());
        connector =
                new EnrolledConnector(
                        transport,
                        ConnectionOptions.defaults(),
                        identities,
                        bundle,
                        new TimeFloor(TestCa.BEGIN, System::nanoTime));
    }

    @AfterEach
    void close() {
        server.close();
        transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void theRenewedIdentityIsTriedFirstAndTakesThePlaceOfTheOldOnceItWorked() throws Exception {
        assertThat(shown()).isEqualTo(renewed.certificate());
        assertThat(IdentityStore.open(folder).current()).contains(old);
        connector.worked();

        assertThat(IdentityStore.open(folder).current()).contains(renewed);
        assertThat(IdentityStore.open(folder).next()).isEmpty();
    }

    @Test
    void whenTheRenewedFailsTheOldIsTriedAndThenTheRenewedAgain() throws Exception {
        shown();
        connector.failed();
        assertThat(shown()).isEqualTo(old.certificate());
        connector.worked();

        assertThat(shown()).isEqualTo(renewed.certificate());
    }

    @Test
    void aRefusedRenewalIsForgottenAndTheOldShown() throws Exception {
        shown();

        assertThat(connector.refused()).isTrue();
        assertThat(shown()).isEqualTo(old.certificate());
        assertThat(connector.refused()).isFalse();
        assertThat(IdentityStore.open(folder).next()).isEmpty();
    }

    @Test
    void whenTheOldIsRefusedWhileTheRenewedIsPutAsideTheRenewedIsShown() throws Exception {
        shown();
        connector.failed();
        assertThat(shown()).isEqualTo(old.certificate());

        assertThat(connector.refused()).isTrue();
        assertThat(shown()).isEqualTo(renewed.certificate());
    }

    @Test
    void aDamagedIdentityIsNoIdentity() {
        folder.writeText("identity.json", "{\"key\":\"rubbish\",\"chain\":[]}");

        assertThat(IdentityStore.open(folder).current()).isEmpty();
    }

    private X509Certificate shown() throws Exception {
        int before = server.devices().size();
        try (var _ = connector.connect(_ -> {}).get(60, TimeUnit.SECONDS)) {
            Awaitility.await().until(() -> server.devices().size() > before);
        }
        return server.devices().getLast();
    }

    private Identity identity() {
        var issued = CA.device(names.toUri());
        return new Identity(issued.key(), issued.chain());
    }
}
