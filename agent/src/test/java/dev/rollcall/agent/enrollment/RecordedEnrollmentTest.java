package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.RecordedState;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where 0.1 joined, as whom, and whom it trusted: known after an upgrade. */
class RecordedEnrollmentTest {

    private static final DistrictId DISTRICT =
            DistrictId.parse("01928a6e-0000-7000-8000-00000000d157");
    private static final EnrollmentId ENROLLMENT =
            EnrollmentId.parse("01928a6e-0000-7000-8000-00000000000e");

    @TempDir private Path recorded;
    @TempDir private Path fresh;
    private StateFolder folder;

    @BeforeEach
    void copy() {
        folder = StateFolder.open(RecordedState.copyTo(recorded));
    }

    @Test
    void theIdentityIsReadAndWrittenAsItWas() {
        var identities = IdentityStore.open(folder);
        var current = identities.current().orElseThrow();
        var next = identities.next().orElseThrow();

        assertThat(current.district()).isEqualTo(DISTRICT);
        assertThat(current.enrollment()).isEqualTo(ENROLLMENT);
        assertThat(current.chain()).hasSize(2);
        assertThat(next.enrollment()).isEqualTo(ENROLLMENT);
        assertThat(next.key()).isNotEqualTo(current.key());
        var anew = IdentityStore.open(StateFolder.open(fresh));
        anew.keep(current);
        anew.keepNext(next);
        assertThat(fresh.resolve("identity.json"))
                .hasBinaryContent(RecordedState.bytes("identity.json"));
        assertThat(fresh.resolve("next-identity.json"))
                .hasBinaryContent(RecordedState.bytes("next-identity.json"));
    }

    @Test
    void theTrustBundleIsReadAndWrittenAsItWas() throws Exception {
        var bundle = TrustBundleStore.open(folder).orElseThrow();

        assertThat(bundle.bundle().district()).isEqualTo(DISTRICT);
        assertThat(bundle.bundle().generation()).isEqualTo(1_000_003);
        assertThat(bundle.gateways()).containsExactly(Endpoint.parse("rollcall.example:7443"));
        var golden = RecordedState.bytes("trust-bundle.json");
        var document = Json.strict().readValue(golden, SignedDocument.class);
        assertThat(document.verified(TrustBundle.TYPE, bundle.orderKeys())).isPresent();
        assertThat(bundle.hash()).isEqualTo(Digest.of(document.payload().toArray()));
        TrustBundleStore.first(
                StateFolder.open(fresh), document, DISTRICT, bundle.roots().getFirst());
        assertThat(fresh.resolve("trust-bundle.json")).hasBinaryContent(golden);
    }

    @Test
    void serverAndProxyAreKnown() {
        assertThat(Enroller.serverOf(folder)).contains("https://rollcall.example:8443");
        assertThat(Enroller.proxyOf(folder)).contains(Endpoint.parse("proxy.example:3128"));
    }
}
