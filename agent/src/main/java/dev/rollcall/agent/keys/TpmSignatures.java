package dev.rollcall.agent.keys;

import java.io.IOException;
import java.io.Serial;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Lets the runtime sign with keys in the TPM, in TLS and everywhere else: {@code SHA256withECDSA}
 * for a {@link TpmKey}, and for no other key.
 */
final class TpmSignatures extends Provider {

    @Serial private static final long serialVersionUID = 1L;

    private static final String NAME = "RollcallTpm";
    private static final String ALGORITHM = "SHA256withECDSA";

    private TpmSignatures() {
        super(NAME, "1", "signatures by keys in a TPM");
        putService(new EcdsaService(this));
    }

    /** Known to the runtime when this returns; asked last, for keys that nobody else can use. */
    static void install() {
        // one that is known already stays
        Security.addProvider(new TpmSignatures());
    }

    private static final class EcdsaService extends Service {

        EcdsaService(Provider provider) {
            super(
                    provider,
                    "Signature",
                    ALGORITHM,
                    Ecdsa.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", TpmKey.class.getName()));
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return new Ecdsa(MessageDigest.getInstance("SHA-256"));
        }

        @Override
        public boolean supportsParameter(@Nullable Object key) {
            return key instanceof TpmKey;
        }
    }

    /** The digest is made here, the signature there. */
    private static final class Ecdsa extends SignatureSpi {

        private final MessageDigest digest;
        private @Nullable TpmKey key;

        Ecdsa(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        protected void engineInitSign(PrivateKey signer) throws InvalidKeyException {
            if (!(signer instanceof TpmKey inTpm)) {
                throw new InvalidKeyException("not a key in a TPM");
            }
            key = inTpm;
            digest.reset();
        }

        @Override
        protected void engineInitVerify(PublicKey signer) throws InvalidKeyException {
            throw new InvalidKeyException("only signs");
        }

        @Override
        protected void engineUpdate(byte one) {
            digest.update(one);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            if (key == null) {
                throw new SignatureException("not initialized");
            }
            try {
                return der(key.sign(digest.digest()));
            } catch (KeyUnusableException e) {
                throw new SignatureException(e.getMessage(), e);
            }
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            throw new SignatureException("only signs");
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException("there are no parameters");
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException("there are no parameters");
        }

        /** Order of P-256 (FIPS 186-5). */
        private static final BigInteger N =
                new BigInteger(
                        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

        private static byte[] der(byte[] both) throws SignatureException {
            int half = both.length / 2;
            var r = new BigInteger(1, Arrays.copyOfRange(both, 0, half));
            var s = new BigInteger(1, Arrays.copyOfRange(both, half, both.length));
            try {
                return StandardDSAEncoding.INSTANCE.encode(N, r, s);
            } catch (IOException | IllegalArgumentException e) {
                throw new SignatureException("the TPM's signature is none", e);
            }
        }
    }
}
