package dev.rollcall.common.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedDocumentTest {

    private static final byte[] PAYLOAD = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);

    private final KeyPair current = EcKeys.generate();
    private final KeyPair next = EcKeys.generate();
    private final SignedDocument document = sign(current);

    private static SignedDocument sign(KeyPair pair) {
        return SignedDocument.sign(
                "policy", PAYLOAD, KeyId.of(pair.getPublic()), pair.getPrivate());
    }

    private static TrustedKeys trusting(KeyPair... pairs) {
        return TrustedKeys.of(java.util.Arrays.stream(pairs).map(KeyPair::getPublic).toList());
    }

    @Test
    void holdsForATrustedKeyAndGivesTheExactBytes() {
        assertThat(document.verified("policy", trusting(current, next))).contains(PAYLOAD);
    }

    @Test
    void oneTrustedSignatureOfSeveralIsEnough() {
        var both =
                new SignedDocument(
                        "policy",
                        document.payload(),
                        List.of(
                                document.signatures().getFirst(),
                                sign(next).signatures().getFirst()));

        assertThat(both.verified("policy", trusting(next))).contains(PAYLOAD);
    }

    @Test
    void provesNothingForAnotherTypeKeyOrByte() {
        var changed = new SignedDocument("policy", Bytes.utf8("{\"a\": 2}"), document.signatures());
        var renamed = new SignedDocument("job-order", document.payload(), document.signatures());

        assertThat(document.verified("policy", trusting(next))).isEmpty();
        assertThat(document.verified("job-order", trusting(current))).isEmpty();
        assertThat(renamed.verified("job-order", trusting(current))).isEmpty();
        assertThat(changed.verified("policy", trusting(current))).isEmpty();
    }

    @Test
    void aSignatureThatIsNotEvenDerProvesNothing() {
        var junk =
                new SignedDocument.KeySignature(KeyId.of(current.getPublic()), Bytes.utf8("junk"));

        assertThat(
                        new SignedDocument("policy", document.payload(), List.of(junk))
                                .verified("policy", trusting(current)))
                .isEmpty();
    }

    @Test
    void survivesJson() {
        var json = Json.wire().writeValueAsString(document);

        assertThat(Json.strict().readValue(json, SignedDocument.class)).isEqualTo(document);
    }
}
