package dev.rollcall.agent.tpm;

import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.jspecify.annotations.Nullable;

/** Lets {@link java.security.Signature} use keys in a TPM: ECDSA over SHA-256. */
public final class TpmSignatures extends Provider {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "RollcallTpm";
    private static final String ALGORITHM = "SHA256withECDSA";

    private TpmSignatures() {
        super(NAME, "1", "signs with keys in a TPM 2.0");
        putService(new InTpm(this));
    }

    /** After this, whoever signs with such a key finds the way. Again it does nothing. */
    public static void install() {
        // what is installed already is left alone
        Security.addProvider(new TpmSignatures());
    }

    private static final class InTpm extends Service {

        InTpm(Provider provider) {
            super(
                    provider,
                    "Signature",
                    ALGORITHM,
                    Signing.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", TpmPrivateKey.class.getName()));
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new Signing();
        }

        @Override
        public boolean supportsParameter(@Nullable Object key) {
            return key instanceof TpmPrivateKey;
        }
    }

    /** One signature after the other. */
    private static final class Signing extends SignatureSpi {

        private final MessageDigest hash = Digest.sha256();
        private @Nullable TpmPrivateKey key;

        @Override
        protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
            if (!(privateKey instanceof TpmPrivateKey inTpm)) {
                throw new InvalidKeyException("not a key in a TPM");
            }
            key = inTpm;
            hash.reset();
        }

        @Override
        protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
            throw new InvalidKeyException("this signs only");
        }

        @Override
        protected void engineUpdate(byte b) {
            hash.update(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {
            hash.update(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            var by = key;
            if (by == null) {
                throw new SignatureException("no key was given");
            }
            try (var tpm = Tpm.open(by.address())) {
                var both = TpmKeys.sign(tpm, by.wrapped(), hash.digest()).toArray();
                return new DERSequence(
                                new ASN1Integer[] {
                                    new ASN1Integer(new BigInteger(1, Arrays.copyOf(both, 32))),
                                    new ASN1Integer(
                                            new BigInteger(1, Arrays.copyOfRange(both, 32, 64)))
                                })
                        .getEncoded();
            } catch (IOException e) {
                throw new SignatureException("the TPM did not sign", e);
            }
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            throw new SignatureException("this signs only");
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException("there are none");
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException("there are none");
        }
    }
}
