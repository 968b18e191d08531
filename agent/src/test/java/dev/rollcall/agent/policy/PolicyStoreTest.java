package dev.rollcall.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.protocol.PolicyOffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyStoreTest {

    private final Documents documents = new Documents();

    @TempDir private Path folder;

    private PolicyStore open() {
        return PolicyStore.open(StateFolder.open(folder), documents.district);
    }

    @Test
    void keepsWhatHoldsAcrossRestarts() {
        var offer = documents.offer(3, Documents.file("/etc/motd", "hello\n"));

        assertThat(open().take(offer, documents.trusted())).isInstanceOf(PolicyStore.Taken.class);

        var kept = open().kept().orElseThrow();
        assertThat(kept.hash()).isEqualTo(offer.hash());
        assertThat(kept.document().generation()).isEqualTo(3);
    }

    @Test
    void aBadOfferLeavesTheLastGoodOneInForce() {
        var store = open();
        var good = documents.offer(5);
        store.take(good, documents.trusted());
        var foreign = new Documents();
        var elsewhere = documents.sign(foreign.document(9), PolicyDocument.TYPE);
        var otherType = documents.sign(documents.document(9), "job-order");
        var changed =
                new PolicyOffer(
                        good.hash(),
                        new SignedDocument(
                                PolicyDocument.TYPE,
                                Bytes.utf8("{}"),
                                good.document().signatures()));

        for (var bad :
                List.of(foreign.offer(9), elsewhere, otherType, changed, documents.offer(4))) {
            assertThat(store.take(bad, documents.trusted()))
                    .isInstanceOf(PolicyStore.Rejected.class);
        }

        assertThat(store.kept().orElseThrow().hash()).isEqualTo(good.hash());
        assertThat(open().kept().orElseThrow().hash()).isEqualTo(good.hash());
    }

    @Test
    void aDocumentUnderTheNameOfAnotherIsRefused() {
        var store = open();
        var old = documents.offer(5);
        var next = documents.offer(6, Documents.absent("/etc/motd"));
        store.take(old, documents.trusted());

        var mislabelled = new PolicyOffer(old.hash(), next.document());

        assertThat(store.take(mislabelled, documents.trusted()))
                .isEqualTo(new PolicyStore.Rejected("it is offered under the name of another"));
        assertThat(store.take(next, documents.trusted())).isInstanceOf(PolicyStore.Taken.class);
    }

    @Test
    void theSameGenerationMayComeWithOtherSettings() {
        var store = open();
        store.take(documents.offer(5), documents.trusted());
        var moved = documents.offer(5, Documents.absent("/etc/motd"));

        assertThat(store.take(moved, documents.trusted())).isInstanceOf(PolicyStore.Taken.class);
    }

    @Test
    void anUnreadableFileIsNoPolicy() throws Exception {
        Files.writeString(folder.resolve("policy.json"), "{\"hash\":");

        assertThat(open().kept()).isEmpty();
    }
}
