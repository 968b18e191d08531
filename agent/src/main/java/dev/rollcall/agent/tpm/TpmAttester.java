package dev.rollcall.agent.tpm;

import dev.rollcall.agent.tpm.Tpm.Wrapped;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Proves that a key lies in the TPM ("TPM 2.0 Keys for Device Identity and Attestation", TCG,
 * section 5.2). Its attestation key is made for one attestation: two of them tell nobody that they
 * were the same TPM's but who was shown the endorsement certificate.
 *
 * <p>The device's key has a password that only its token knows, which TPM2_Certify would ask for.
 * So the TPM is asked to describe the key in a session that remembers, and to say by the
 * attestation key what the session remembers: what it describes with such a qualified name was
 * loaded below another key of it. Between the steps the TPM is left alone: whoever speaks to the
 * server may need it to sign. For one thread.
 */
public final class TpmAttester {

    private static final int UNIQUE = 32;
    private static final int DER_LONG_FORM = 0x82;

    /** Where certificates of endorsement keys are (EK Credential Profile, section 2.2.1.4). */
    private enum Endorsement {
        RSA(0x01C0_0002) {
            @Override
            byte[] template() {
                return Templates.rsaEndorsement();
            }
        },
        ECC(0x01C0_000A) {
            @Override
            byte[] template() {
                return Templates.eccEndorsement();
            }
        };

        private final int index;

        Endorsement(int index) {
            this.index = index;
        }

        abstract byte[] template();
    }

    /** The first of the certificates that the manufacturer may have put above (section 2.2.1.5). */
    private static final int CHAIN = 0x01C0_0100;

    private final Wrapped deviceKey;
    private final byte[] unique = new byte[UNIQUE];
    private final Endorsement endorsement;
    private final List<Bytes> chain;

    private TpmAttester(
            Wrapped deviceKey, Endorsement endorsement, List<Bytes> chain, RandomGenerator random) {
        this.deviceKey = deviceKey;
        this.endorsement = endorsement;
        this.chain = List.copyOf(chain);
        random.nextBytes(unique);
    }

    /**
     * Of a TPM whose manufacturer gave it a certificate; empty for another.
     *
     * @param deviceKey below its storage root key
     */
    public static Optional<TpmAttester> of(Tpm tpm, Wrapped deviceKey, RandomGenerator random)
            throws TpmException {
        for (var kind : Endorsement.values()) {
            var held = tpm.nv(kind.index).map(Bytes::toArray).filter(TpmAttester::isDer);
            if (held.isPresent()) {
                var chain = new ArrayList<>(List.of(first(held.get())));
                chain.addAll(above(tpm));
                return Optional.of(new TpmAttester(deviceKey, kind, chain, random));
            }
        }
        return Optional.empty();
    }

    public AttestationBeginning begin(Tpm tpm) throws TpmException {
        var key = tpm.primary(Templates.attestation(unique));
        tpm.flush(key);
        return new AttestationBeginning(chain, key.area(), deviceKey.area());
    }

    /** The answer that only this TPM can give. */
    public AttestationProof answer(Tpm tpm, AttestationChallenge challenge) throws TpmException {
        int session = tpm.auditSession();
        try {
            // one key after the other: a TPM has room for three
            var deviceLoaded = tpm.load(deviceKey);
            try {
                var _ = tpm.describe(deviceLoaded, session);
            } finally {
                tpm.flush(deviceLoaded);
            }
            return answer(tpm, challenge, session);
        } finally {
            tpm.end(session);
        }
    }

    private AttestationProof answer(Tpm tpm, AttestationChallenge challenge, int session)
            throws TpmException {
        var attestationKey = tpm.primary(Templates.attestation(unique));
        try {
            var opened = opened(tpm, attestationKey, challenge);
            var said = tpm.remembered(session, attestationKey, challenge.nonce());
            var parent = tpm.describe(Tpm.STORAGE_ROOT_KEY).qualifiedName();
            return new AttestationProof(
                    challenge.nonce(), opened, parent, said.statement(), said.signature());
        } finally {
            tpm.flush(attestationKey);
        }
    }

    private Bytes opened(Tpm tpm, Tpm.Loaded attestationKey, AttestationChallenge challenge)
            throws TpmException {
        var key = tpm.endorsement(endorsement.template());
        try {
            return tpm.activate(key, attestationKey, challenge.credential(), challenge.secret());
        } finally {
            tpm.flush(key);
        }
    }

    /** Certificates one after the other, over one index or more. */
    private static List<Bytes> above(Tpm tpm) throws TpmException {
        var found = new ArrayList<Bytes>();
        for (int index = CHAIN; ; index++) {
            var held = tpm.nv(index).map(Bytes::toArray);
            if (held.isEmpty()) {
                return found;
            }
            var rest = held.get();
            while (isDer(rest) && found.size() < AttestationBeginning.MOST_CERTIFICATES - 1) {
                var certificate = first(rest);
                found.add(certificate);
                rest = Arrays.copyOfRange(rest, certificate.size(), rest.length);
            }
        }
    }

    /** Whether these bytes begin with a whole certificate. */
    private static boolean isDer(byte[] bytes) {
        return bytes.length > 4
                && bytes[0] == 0x30
                && Byte.toUnsignedInt(bytes[1]) == DER_LONG_FORM
                && length(bytes) <= bytes.length
                && length(bytes) <= AttestationBeginning.LARGEST_CERTIFICATE;
    }

    private static Bytes first(byte[] bytes) {
        return Bytes.copyOf(Arrays.copyOf(bytes, length(bytes)));
    }

    private static int length(byte[] bytes) {
        return 4 + Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(2));
    }
}
