package dev.rollcall.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.common.policy.PolicyDocument;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signed documents as devices hold them and databases store them: payloads byte for byte, and
 * signatures that were made once and prove today what they proved then.
 */
class SignedGoldenTest {

    private static final PublicKey ORDER = key("signed/order-key.pem");
    private static final PublicKey NEXT_ORDER = key("signed/next-order-key.pem");

    private static final DistrictId DISTRICT =
            DistrictId.parse("01928a6e-0000-7000-8000-00000000d157");

    private static final Map<String, Object> PAYLOADS =
            Map.of(
                    JobOrder.TYPE,
                    new JobOrder(
                            DISTRICT,
                            JobId.parse("01928a6e-0000-7000-8000-00000000010b"),
                            Json.wire().valueToTree(new Action.RestartService("cups.service")),
                            Urgency.BACKGROUND,
                            Instant.parse("2026-11-23T08:00:00Z"),
                            Instant.parse("2026-11-24T08:00:00.123456Z"),
                            2,
                            5,
                            new Digest(
                                    "6769e19fc65c9b602b31799bbdfef3bda48dadd4d93faaea33bb535e8f2216d9")),
                    PolicyDocument.TYPE,
                    new PolicyDocument(
                            DISTRICT,
                            7,
                            Digest.of("settings"),
                            List.of(
                                    Json.wire().readTree(Golden.text("settings/file.json")),
                                    Json.wire().readTree(Golden.text("settings/file-absent.json")),
                                    Json.wire().readTree(Golden.text("settings/chromium.json")),
                                    Json.wire().readTree(Golden.text("settings/service.json")))),
                    TrustBundle.TYPE,
                    new TrustBundle(
                            DISTRICT,
                            1_000_003,
                            2,
                            List.of("rollcall.example:7443"),
                            List.of("rollcall.example:8443"),
                            List.of(Golden.text("pki/root-certificate.pem") + "\n"),
                            List.of(spki(ORDER), spki(NEXT_ORDER)),
                            Optional.of(spki(key("pki/custodian-key.pem"))),
                            "0.1.0"));

    private static PublicKey key(String file) {
        return EcKeys.publicKey(Pem.decode("PUBLIC KEY", Golden.text(file)).getFirst());
    }

    private static Bytes spki(PublicKey key) {
        return Bytes.copyOf(key.getEncoded());
    }

    private static SignedDocument document(String name) {
        return Json.strict()
                .readValue(Golden.text("signed/" + name + ".json"), SignedDocument.class);
    }

    private static TrustedKeys trusting(PublicKey... keys) {
        return TrustedKeys.of(List.of(keys));
    }

    @ParameterizedTest
    @ValueSource(strings = {JobOrder.TYPE, PolicyDocument.TYPE, TrustBundle.TYPE})
    void aPayloadIsWrittenAndReadAsItsGoldenFileHasIt(String type) {
        var golden = Golden.text("signed/" + type + ".payload.json");
        var payload = PAYLOADS.get(type);

        assertThat(Json.wire().writeValueAsString(payload)).isEqualTo(golden);
        assertThat(Json.strict().readValue(golden, payload.getClass())).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {JobOrder.TYPE, PolicyDocument.TYPE, TrustBundle.TYPE})
    void aRecordedSignatureHolds(String type) {
        var document = document(type);

        assertThat(document.verified(type, trusting(ORDER)))
                .contains(Golden.bytes("signed/" + type + ".payload.json"));
        assertThat(document.verified(type, trusting(NEXT_ORDER))).isEmpty();
        assertThat(Json.wire().writeValueAsString(document))
                .isEqualTo(Golden.text("signed/" + type + ".json"));
    }

    /** By a stranger, by the order key and by the next one. */
    @Test
    void oneKnownSignatureAmongSeveralIsEnough() {
        var document = document("policy-while-rolling-over");
        var payload = Golden.bytes("signed/policy.payload.json");

        assertThat(document.signatures()).hasSize(3);
        assertThat(document.verified(PolicyDocument.TYPE, trusting(ORDER))).contains(payload);
        assertThat(document.verified(PolicyDocument.TYPE, trusting(NEXT_ORDER))).contains(payload);
        assertThat(document.verified(PolicyDocument.TYPE, trusting(key("pki/custodian-key.pem"))))
                .isEmpty();
        assertThat(document.verified(JobOrder.TYPE, trusting(ORDER, NEXT_ORDER))).isEmpty();
    }

    @Test
    void aKeyKeepsItsName() {
        assertThat(KeyId.of(ORDER)).isEqualTo(new KeyId("991e726b3b1417d4"));
        assertThat(KeyId.of(NEXT_ORDER)).isEqualTo(new KeyId("3ea24d1984929a35"));
    }
}
