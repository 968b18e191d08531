package dev.rollcall.server.attestation.tpm;

import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.attestation.tpm.Credentials.Credential;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Judges both steps of an attestation ("TPM 2.0 Keys for Device Identity and Attestation", section
 * 5.2): that a TPM of a trusted manufacturer holds the attestation key, because it opened what only
 * both open, and that this key says of the device's key that the same TPM has it loaded. Pure, but
 * for the randomness of credentials.
 */
public final class Attestation {

    private Attestation() {}

    /** What the first step shows. */
    public sealed interface Opened {

        /**
         * @param endorsement the key that its certificate is for
         */
        record Plausible(PublicKey endorsement, TpmKey attestationKey, TpmKey deviceKey)
                implements Opened {

            /** For both the endorsement key and the attestation key. */
            public Sealed seal(byte[] secret, SecureRandom random) {
                Credential made =
                        Credentials.make(endorsement, attestationKey.name(), secret, random);
                return new Sealed(made.blob(), made.secret());
            }
        }

        /** Nothing. */
        record Refused(Objection why) implements Opened {}
    }

    /**
     * A secret that one TPM opens.
     *
     * @param credential TPM2B_ID_OBJECT
     * @param secret TPM2B_ENCRYPTED_SECRET
     */
    public record Sealed(Bytes credential, Bytes secret) {}

    /**
     * What the server kept of the first step.
     *
     * @param secretHash SHA-256 of the secret
     */
    public record Expected(
            TpmKey attestationKey, TpmKey deviceKey, Bytes nonce, Digest secretHash) {}

    public static Opened open(
            AttestationBeginning said, Collection<X509Certificate> roots, Instant now) {
        var attestationKey = TpmKey.parse(said.attestationKey());
        if (attestationKey.filter(TpmKey::isForAttestation).isEmpty()) {
            return new Opened.Refused(Objection.ATTESTATION_KEY_UNUSABLE);
        }
        var deviceKey = TpmKey.parse(said.deviceKey());
        if (deviceKey.filter(TpmKey::isForADevice).isEmpty()) {
            return new Opened.Refused(Objection.DEVICE_KEY_UNUSABLE);
        }
        return switch (EndorsementChain.judge(said.endorsement(), roots, now)) {
            case EndorsementChain.Verdict.Refused(var why) -> new Opened.Refused(why);
            case EndorsementChain.Verdict.Trusted(var key) ->
                    new Opened.Plausible(key, attestationKey.get(), deviceKey.get());
        };
    }

    /** Empty where the second step proves what the first one said. */
    public static Optional<Objection> objection(AttestationProof proof, Expected expected) {
        var secret = Digest.of(proof.credential().toArray());
        if (!MessageDigest.isEqual(secret.toBytes(), expected.secretHash().toBytes())) {
            return Optional.of(Objection.WRONG_SECRET);
        }
        var structure = proof.statement().toArray();
        var signature = proof.signature().toArray();
        if (!RememberedSession.isSigned(structure, signature, expected.attestationKey().key())) {
            return Optional.of(Objection.WRONG_SIGNATURE);
        }
        var said = RememberedSession.parse(structure);
        if (said.isEmpty()) {
            return Optional.of(Objection.STATEMENT_UNREADABLE);
        }
        return objection(said.get(), proof.parent(), expected);
    }

    private static Optional<Objection> objection(
            RememberedSession said, Bytes parent, Expected expected) {
        if (!said.isOfATpm()) {
            return Optional.of(Objection.NOT_SAID_BY_A_TPM);
        }
        if (!said.isAboutASession()) {
            return Optional.of(Objection.NOT_ABOUT_A_SESSION);
        }
        if (!said.extra().equals(expected.nonce())) {
            return Optional.of(Objection.ANOTHER_NONCE);
        }
        if (!TpmKey.isName(parent)) {
            return Optional.of(Objection.BELOW_NO_KEY);
        }
        return said.digest().equals(RememberedSession.ofDescription(expected.deviceKey(), parent))
                ? Optional.empty()
                : Optional.of(Objection.ABOUT_SOMETHING_ELSE);
    }
}
