package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.SignedDocument;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustBundleStoreTest {

    private static final TestCa CA = new TestCa("Lincoln");

    private final DistrictId district = new DistrictId(UUID.randomUUID());
    private final Bundles bundles = new Bundles(district, CA.root(), "127.0.0.1:7443");

    @TempDir private Path temp;
    private StateFolder folder;
    private TrustBundleStore store;

    @BeforeEach
    void keepTheFirst() throws Exception {
        folder = StateFolder.open(temp);
        store = TrustBundleStore.first(folder, bundles.generation(5), district, CA.root());
    }

    @Test
    void aNewerBundleSignedByAKeyOfTheOldOneIsKept() {
        store.offer(bundles.generation(6));
        store.offer(bundles.signedByNext(7));

        assertThat(store.bundle().generation()).isEqualTo(7);
        assertThat(TrustBundleStore.open(folder).orElseThrow().bundle().generation()).isEqualTo(7);
    }

    @Test
    void theHashIsThatOfTheSignedPayload() {
        var offered = bundles.generation(6);
        store.offer(offered);

        assertThat(store.hash()).isEqualTo(Digest.of(offered.payload().toArray()));
    }

    @Test
    void anOlderGenerationIsRefused() {
        store.offer(bundles.generation(4));

        assertThat(store.bundle().generation()).isEqualTo(5);
    }

    @Test
    void aStrangersSignatureIsRefused() {
        store.offer(bundles.signedByStranger(9));

        assertThat(store.bundle().generation()).isEqualTo(5);
    }

    @Test
    void anotherDistrictsBundleIsRefused() {
        store.offer(bundles.ofDistrict(new DistrictId(UUID.randomUUID()), 9));

        assertThat(store.bundle().district()).isEqualTo(district);
    }

    @Test
    void aDocumentOfAnotherTypeIsRefused() {
        var bundle = bundles.generation(9);
        store.offer(new SignedDocument("policy", bundle.payload(), bundle.signatures()));

        assertThat(store.bundle().generation()).isEqualTo(5);
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() {
        folder.writeText(TrustBundleStore.FILE, "{\"type\":");

        assertThat(TrustBundleStore.open(folder)).isEmpty();
    }
}
