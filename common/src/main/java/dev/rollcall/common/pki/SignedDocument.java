package dev.rollcall.common.pki;

import dev.rollcall.common.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Exact payload bytes, their type and signatures over both (ECDSA P-256 with SHA-256, DER form).
 *
 * <p>Several signatures let a district roll its order key over: a reader trusts the document when
 * any one signature is by a key it trusts. What is signed is {@code "rollcall-signed\0" type "\0"
 * payload}, so that no document is mistaken for one of another type.
 *
 * @param type what the payload is, such as {@code job-order}
 * @param payload the bytes that were signed
 * @param signatures one to four
 */
public record SignedDocument(String type, Bytes payload, List<KeySignature> signatures) {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z-]{0,39}");
    private static final String ALGORITHM = "SHA256withECDSA";

    /** One signature. @param key that made it @param value DER bytes */
    public record KeySignature(KeyId key, Bytes value) {}

    public SignedDocument {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("type: lower-case letters and - expected");
        }
        Objects.requireNonNull(payload, "payload");
        signatures = List.copyOf(signatures);
        if (signatures.isEmpty() || signatures.size() > 4) {
            throw new IllegalArgumentException("one to four signatures expected");
        }
    }

    /** A key that signs. */
    public record Signer(KeyId id, PrivateKey key) {}

    /** Signs with one key. */
    public static SignedDocument sign(String type, byte[] payload, KeyId keyId, PrivateKey key) {
        return sign(type, payload, List.of(new Signer(keyId, key)));
    }

    /** Signs with several keys side by side, for readers that know only one of them. */
    public static SignedDocument sign(String type, byte[] payload, List<Signer> signers) {
        return new SignedDocument(
                type,
                Bytes.copyOf(payload),
                signers.stream().map(signer -> signature(type, payload, signer)).toList());
    }

    private static KeySignature signature(String type, byte[] payload, Signer signer) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(signer.key());
            signature.update(signedBytes(type, payload));
            return new KeySignature(signer.id(), Bytes.copyOf(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not sign " + type, e);
        }
    }

    /** The payload if the type is the expected one and a trusted key signed it; otherwise empty. */
    public Optional<byte[]> verified(String expectedType, TrustedKeys trusted) {
        if (!type.equals(expectedType)) {
            return Optional.empty();
        }
        var bytes = payload.toArray();
        var signed = signedBytes(type, bytes);
        var holds =
                signatures.stream()
                        .anyMatch(s ->
                                trusted.find(s.key())
                                        .filter(key -> key.verifies(signed, s.value().toArray()))
                                        .isPresent());
        return holds ? Optional.of(bytes) : Optional.empty();
    }

    private static byte[] signedBytes(String type, byte[] payload) {
        var out = new ByteArrayOutputStream(payload.length + 64);
        out.writeBytes("rollcall-signed\0".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
        out.write(0);
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
