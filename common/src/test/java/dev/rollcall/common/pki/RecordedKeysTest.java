package dev.rollcall.common.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.Golden;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Json;
import org.junit.jupiter.api.Test;

/** What was sealed and issued once, by a program that is not ours, and has to last for years. */
class RecordedKeysTest {

    private static final String CUSTODIAN = Golden.text("pki/custodian-key.pem");

    @Test
    void aSecretSealedLongAgoStillOpens() {
        var text = Golden.text("pki/sealed.json");
        var sealed = Json.strict().readValue(text, Sealed.class);
        var publicKey = EcKeys.publicKey(Pem.decode("PUBLIC KEY", CUSTODIAN).getFirst());
        var privateKey = EcKeys.privateKey(Pem.decode("PRIVATE KEY", CUSTODIAN).getFirst());

        assertThat(sealed.recipient()).isEqualTo(KeyId.of(publicKey));
        assertThat(sealed.open(publicKey, privateKey, "recovery-key").map(Secret::revealText))
                .contains("314159-265358");
        assertThat(sealed.open(publicKey, privateKey, "wifi-password")).isEmpty();
        assertThat(Json.wire().writeValueAsString(sealed)).isEqualTo(text);
    }

    @Test
    void aKeyIsWrittenInItsForm() {
        var publicKey = Pem.decode("PUBLIC KEY", CUSTODIAN).getFirst();
        var privateKey = Pem.decode("PRIVATE KEY", CUSTODIAN).getFirst();

        assertThat(Pem.encode("PUBLIC KEY", publicKey) + Pem.encode("PRIVATE KEY", privateKey))
                .isEqualTo(CUSTODIAN + "\n");
        assertThat(EcKeys.publicKey(publicKey).getEncoded()).isEqualTo(publicKey);
    }

    @Test
    void aDeviceCertificateNamesDistrictAndEnrollment() {
        var certificate = Pem.certificates(Golden.text("pki/device-certificate.pem")).getFirst();
        var identity =
                new DeviceIdentity(
                        DistrictId.parse("01928a6e-0000-7000-8000-00000000d157"),
                        EnrollmentId.parse("01928a6e-0000-7000-8000-00000000000e"));

        assertThat(DeviceIdentity.of(certificate)).contains(identity);
        assertThat(identity.toUri())
                .isEqualTo(
                        "rollcall://01928a6e-0000-7000-8000-00000000d157"
                                + "/01928a6e-0000-7000-8000-00000000000e");
    }
}
