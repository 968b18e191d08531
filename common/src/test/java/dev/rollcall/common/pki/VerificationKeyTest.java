package dev.rollcall.common.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.junit.jupiter.api.Test;

class VerificationKeyTest {

    private static final BigInteger ORDER = ECNamedCurveTable.getParameterSpec("secp256r1").getN();

    private final KeyPair pair = EcKeys.generate();
    private final VerificationKey key = VerificationKey.of(pair.getPublic());
    private final byte[] text = {1, 2, 3};

    @Test
    void agreesWithTheJdkAboutWhatTheJdkSigned() throws GeneralSecurityException {
        var random = new Random(7);
        for (int i = 0; i < 50; i++) {
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            var signature = signed(bytes);
            var changed = signature.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));

            assertThat(key.verifies(bytes, signature)).isTrue();
            assertThat(key.verifies(bytes, changed)).isFalse();
        }
    }

    @Test
    void provesNothingForOtherBytesOrAnotherKey() throws GeneralSecurityException {
        assertThat(key.verifies(new byte[] {1, 2}, signed(text))).isFalse();
        assertThat(VerificationKey.of(EcKeys.generate().getPublic()).verifies(text, signed(text)))
                .isFalse();
    }

    @Test
    void provesNothingWithAKeyOfAnotherKind() throws GeneralSecurityException {
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertThat(VerificationKey.of(rsa.getPublic()).verifies(text, signed(text))).isFalse();
    }

    @Test
    void numbersOutsideOfOneToTheOrderProveNothing() throws Exception {
        assertThat(with(UnaryOperator.identity(), UnaryOperator.identity())).isTrue();
        assertThat(with(r -> BigInteger.ZERO, UnaryOperator.identity())).isFalse();
        assertThat(with(UnaryOperator.identity(), s -> BigInteger.ZERO)).isFalse();
        assertThat(with(r -> r.add(ORDER), UnaryOperator.identity())).isFalse();
        assertThat(with(UnaryOperator.identity(), s -> s.add(ORDER))).isFalse();
        assertThat(with(r -> r.negate(), UnaryOperator.identity())).isFalse();
    }

    /** DER allows one form of a number: two forms would be two signatures under one key. */
    @Test
    void aLongerFormOfTheSameNumberProvesNothing() throws GeneralSecurityException {
        var signature = signed(text);
        var longer = new byte[signature.length + 1];
        System.arraycopy(signature, 0, longer, 0, 3);
        longer[1]++;
        longer[3] = (byte) (signature[3] + 1);
        System.arraycopy(signature, 4, longer, 5, signature.length - 4);

        assertThat(key.verifies(text, longer)).isFalse();
    }

    @Test
    void whatIsNoSignatureProvesNothing() {
        assertThat(key.verifies(text, new byte[0])).isFalse();
        assertThat(key.verifies(text, new byte[200])).isFalse();
    }

    private boolean with(UnaryOperator<BigInteger> r, UnaryOperator<BigInteger> s)
            throws Exception {
        var numbers = StandardDSAEncoding.INSTANCE.decode(ORDER, signed(text));
        return key.verifies(text, der(r.apply(numbers[0]), s.apply(numbers[1])));
    }

    private static byte[] der(BigInteger r, BigInteger s) throws Exception {
        return new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)})
                .getEncoded();
    }

    private byte[] signed(byte[] bytes) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(bytes);
        return signature.sign();
    }
}
