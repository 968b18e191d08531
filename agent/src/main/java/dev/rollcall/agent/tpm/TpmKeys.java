package dev.rollcall.agent.tpm;

import dev.rollcall.agent.tpm.Tpm.Wrapped;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/** Keys that are born in a TPM and never leave it, on P-256. */
public final class TpmKeys {

    /** A SubjectPublicKeyInfo of P-256 up to its coordinates (RFC 5480). */
    private static final byte[] SPKI =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int COORDINATE = 32;

    private TpmKeys() {}

    /** A new one, which is kept by whoever keeps what this returns. */
    public static Wrapped make(Tpm tpm) throws TpmException {
        var parent = tpm.primary(Templates.storage());
        try {
            return tpm.create(parent, Templates.device());
        } finally {
            tpm.flush(parent);
        }
    }

    /** ECDSA over a SHA-256 digest: R and S, of 32 bytes each. */
    public static Bytes sign(Tpm tpm, Wrapped key, byte[] digest) throws TpmException {
        var loaded = load(tpm, key);
        try {
            return tpm.sign(loaded, digest);
        } finally {
            tpm.flush(loaded);
        }
    }

    static Tpm.Loaded load(Tpm tpm, Wrapped key) throws TpmException {
        var parent = tpm.primary(Templates.storage());
        try {
            return tpm.load(parent, key);
        } finally {
            tpm.flush(parent);
        }
    }

    /** Of a TPMT_PUBLIC of such a key: its coordinates are its last two parts. */
    public static PublicKey publicKey(Wrapped key) {
        var area = key.area().toArray();
        int second = area.length - COORDINATE;
        int first = second - Short.BYTES - COORDINATE;
        if (first < 0) {
            throw new IllegalArgumentException("not a key on P-256");
        }
        return EcKeys.publicKey(
                ByteBuffer.allocate(SPKI.length + 2 * COORDINATE)
                        .put(SPKI)
                        .put(Arrays.copyOfRange(area, first, first + COORDINATE))
                        .put(area, second, COORDINATE)
                        .array());
    }
}
