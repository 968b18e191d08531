package dev.rollcall.agent.keys;

import dev.rollcall.agent.tpm.Tpm;
import dev.rollcall.agent.tpm.TpmException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.security.PrivateKey;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A private key on P-256 that is in the TPM. It has no encoding; it signs by {@code
 * SHA256withECDSA}, and is looked for when it does. Safe for use by many threads.
 */
public final class TpmKey implements PrivateKey {

    @Serial private static final long serialVersionUID = 1L;

    private static final String REFERENCE = "rollcall-[0-9a-f]{8}:[0-9a-f]{32}";

    private final transient TpmToken token;
    private final String label;
    private final String id;

    TpmKey(TpmToken token, String label, String id) {
        this.token = token;
        this.label = label;
        this.id = id;
    }

    /** From {@code TOKEN:ID}; anything else is an {@link IllegalArgumentException}. */
    static TpmKey of(TpmToken token, String reference) {
        if (!reference.matches(REFERENCE)) {
            throw new IllegalArgumentException("not a reference to a key in a token");
        }
        int colon = reference.indexOf(':');
        return new TpmKey(token, reference.substring(0, colon), reference.substring(colon + 1));
    }

    /** {@code TOKEN:ID}. */
    public String reference() {
        return label + ":" + id;
    }

    /** The label of the token that it is in. */
    public String label() {
        return label;
    }

    /** CKA_ID, in hexadecimal. */
    public String id() {
        return id;
    }

    /** r and s, 32 bytes each. @param digest of SHA-256 */
    byte[] sign(byte[] digest) throws KeyUnusableException {
        return token.sign(label, HexFormat.of().parseHex(id), digest);
    }

    /** Nothing, where it can be used now. */
    void check() throws KeyUnusableException {
        token.check(label, HexFormat.of().parseHex(id));
    }

    /** Something that is done with the TPM itself. */
    @FunctionalInterface
    public interface Apart<T> {
        T with(Tpm tpm) throws TpmException;
    }

    /** Does it while nobody uses a key of this process in the TPM. */
    public <T> T apart(Apart<T> work) throws TpmException {
        return token.apart(work);
    }

    /** What the TPM loads it from. */
    public Tpm.Wrapped wrapped() throws KeyUnusableException {
        return token.wrapped(label, HexFormat.of().parseHex(id));
    }

    @Override
    public String getAlgorithm() {
        return "EC";
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TpmKey key && key.reference().equals(reference());
    }

    @Override
    public int hashCode() {
        return reference().hashCode();
    }

    @Override
    public String toString() {
        return "TpmKey[" + reference() + "]";
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key in a TPM");
    }
}
