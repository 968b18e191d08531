package dev.rollcall.common.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Bytes;
import org.junit.jupiter.api.Test;

class SealedTest {

    private final java.security.KeyPair custodian = EcKeys.generate();
    private final Sealed sealed =
            Sealed.seal(Secret.ofText("314159-265358"), custodian.getPublic(), "recovery-key");

    @Test
    void onlyTheRecipientOpensIt() {
        var stranger = EcKeys.generate();

        assertThat(
                        sealed.open(custodian.getPublic(), custodian.getPrivate(), "recovery-key")
                                .map(Secret::revealText))
                .contains("314159-265358");
        assertThat(sealed.open(stranger.getPublic(), stranger.getPrivate(), "recovery-key"))
                .isEmpty();
    }

    @Test
    void anotherPurposeOrAChangedByteOpensNothing() {
        var bytes = sealed.ciphertext().toArray();
        bytes[0] ^= 1;
        var changed = new Sealed(sealed.recipient(), sealed.encapsulation(), Bytes.copyOf(bytes));

        assertThat(sealed.open(custodian.getPublic(), custodian.getPrivate(), "wifi-password"))
                .isEmpty();
        assertThat(changed.open(custodian.getPublic(), custodian.getPrivate(), "recovery-key"))
                .isEmpty();
    }

    @Test
    void aSecretIsNeverPrinted() {
        assertThat(Secret.ofText("314159")).hasToString("***");
        assertThat(sealed.toString()).doesNotContain("314159");
    }
}
