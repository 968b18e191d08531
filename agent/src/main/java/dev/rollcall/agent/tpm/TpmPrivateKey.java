package dev.rollcall.agent.tpm;

import dev.rollcall.agent.tpm.Tpm.Wrapped;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * A key that only a TPM can use. It signs through {@link TpmSignatures}, which Java's own TLS and
 * Bouncy Castle find by the key. It has no encoding. Immutable.
 */
@SuppressWarnings("serial") // it is never serialized: what would be written is of no use elsewhere
public final class TpmPrivateKey implements PrivateKey {

    private static final long serialVersionUID = 1L;

    private final transient Tpm.Address address;
    private final transient Wrapped wrapped;

    public TpmPrivateKey(Tpm.Address address, Wrapped wrapped) {
        this.address = address;
        this.wrapped = wrapped;
    }

    public Tpm.Address address() {
        return address;
    }

    /** What is to be kept of it. */
    public Wrapped wrapped() {
        return wrapped;
    }

    public PublicKey publicKey() {
        return TpmKeys.publicKey(wrapped);
    }

    @Override
    public String getAlgorithm() {
        return "EC";
    }

    @Override
    @SuppressWarnings("NullAway") // so says the interface of a key without an encoding
    public String getFormat() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // so says the interface of a key without an encoding
    public byte[] getEncoded() {
        return null;
    }
}
