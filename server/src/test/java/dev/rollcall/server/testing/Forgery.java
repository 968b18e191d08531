package dev.rollcall.server.testing;

import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * A device certificate like those of the server, field by field and byte by byte, so that each can
 * be made wrong; it is signed over what it really says.
 */
public final class Forgery {

    private final TestCa.Leaf signer;
    private final List<Extension> extensions = new ArrayList<>();
    private final List<X509Certificate> above = new ArrayList<>();
    private final Map<Integer, UnaryOperator<byte[]>> edits = new LinkedHashMap<>();
    private UnaryOperator<byte[]> ofBody = UnaryOperator.identity();
    private UnaryOperator<byte[]> ofExtensions = UnaryOperator.identity();
    private UnaryOperator<byte[]> ofSignature = UnaryOperator.identity();
    private UnaryOperator<byte[]> ofWhole = UnaryOperator.identity();
    private X500Name issuer;
    private String subject = "CN=device,O=Rollcall";
    private String algorithm = "SHA256withECDSA";
    private Optional<String> outerAlgorithm = Optional.empty();
    private Instant from = Instant.now().minus(Duration.ofHours(1));
    private Instant until = Instant.now().plus(Duration.ofDays(100));
    private KeyPair keys = EcKeys.generate();

    /** Of a device with this identity, as this authority would have made it. */
    public Forgery(TestCa.Leaf signer, DeviceIdentity identity) {
        this.signer = signer;
        this.issuer =
                X500Name.getInstance(signer.certificate().getSubjectX500Principal().getEncoded());
        with(Extension.basicConstraints, true, new BasicConstraints(false));
        with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        purposes(KeyPurposeId.id_kp_clientAuth);
        uris(identity.toUri());
    }

    /** Places an extension, instead of the one of that kind. */
    public Forgery with(ASN1ObjectIdentifier kind, boolean critical, ASN1Encodable value) {
        without(kind);
        return also(kind, critical, value);
    }

    /** Places an extension beside what there is. */
    public Forgery also(ASN1ObjectIdentifier kind, boolean critical, ASN1Encodable value) {
        try {
            extensions.add(
                    new Extension(
                            kind,
                            critical,
                            new DEROctetString(value.toASN1Primitive().getEncoded())));
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Places an extension whose value is these bytes, instead of the one of that kind. */
    public Forgery raw(ASN1ObjectIdentifier kind, boolean critical, byte[] value) {
        without(kind);
        extensions.add(new Extension(kind, critical, new DEROctetString(value)));
        return this;
    }

    public Forgery without(ASN1ObjectIdentifier kind) {
        extensions.removeIf(e -> e.getExtnId().equals(kind));
        return this;
    }

    public Forgery purposes(KeyPurposeId... purposes) {
        return with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    public Forgery uris(String... uris) {
        var names = new ArrayList<GeneralName>();
        for (var uri : uris) {
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        }
        return names(names.toArray(GeneralName[]::new));
    }

    public Forgery names(GeneralName... names) {
        return with(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    public Forgery signedWith(String name) {
        algorithm = name;
        return this;
    }

    /** Says outside that it was signed otherwise than it says inside. */
    public Forgery outside(String name) {
        outerAlgorithm = Optional.of(name);
        return this;
    }

    public Forgery issuedBy(X509Certificate named) {
        issuer = X500Name.getInstance(named.getSubjectX500Principal().getEncoded());
        return this;
    }

    public Forgery called(String name) {
        subject = name;
        return this;
    }

    public Forgery valid(Instant begin, Instant end) {
        from = begin;
        until = end;
        return this;
    }

    public Forgery keyed(KeyPair pair) {
        keys = pair;
        return this;
    }

    /** Shows these behind it. */
    public Forgery below(X509Certificate... authorities) {
        above.addAll(List.of(authorities));
        return this;
    }

    /** Writes a field otherwise; 0 is the version, 1 the serial, and so on (RFC 5280, 4.1). */
    public Forgery field(int number, UnaryOperator<byte[]> edit) {
        edits.put(number, edit);
        return this;
    }

    public Forgery body(UnaryOperator<byte[]> edit) {
        ofBody = edit;
        return this;
    }

    public Forgery extensions(UnaryOperator<byte[]> edit) {
        ofExtensions = edit;
        return this;
    }

    public Forgery signature(UnaryOperator<byte[]> edit) {
        ofSignature = edit;
        return this;
    }

    public Forgery whole(UnaryOperator<byte[]> edit) {
        ofWhole = edit;
        return this;
    }

    /** What a client shows. */
    public record Shown(PrivateKey key, List<X509Certificate> chain) {}

    /** With a key that a client's TLS can use. */
    public Shown shown() {
        var honest = new TestCa("Anybody", Instant.now()).certify(keys);
        var chain = new ArrayList<X509Certificate>();
        chain.add(new RawCertificate(der(), honest));
        chain.addAll(above);
        return new Shown(keys.getPrivate(), chain);
    }

    /** As an authority for further forgeries; it must be one that can be read. */
    public TestCa.Leaf authority() {
        return new TestCa.Leaf(keys.getPrivate(), Pem.certificate(der()));
    }

    private byte[] der() {
        try {
            var inside = identifier(algorithm);
            var body = ofBody.apply(body(inside));
            var signing = Signature.getInstance(algorithm);
            signing.initSign(signer.key());
            signing.update(body);
            var signature = new DERBitString(ofSignature.apply(signing.sign())).getEncoded();
            var outside = outerAlgorithm.map(Forgery::identifier).orElse(inside);
            return ofWhole.apply(sequence(List.of(body, outside.getEncoded(), signature)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] body(AlgorithmIdentifier inside) throws IOException {
        var list = new ASN1EncodableVector();
        extensions.forEach(list::add);
        var fields = new ArrayList<byte[]>();
        fields.add(new DERTaggedObject(true, 0, new ASN1Integer(2)).getEncoded());
        fields.add(new ASN1Integer(BigInteger.valueOf(0x4711)).getEncoded());
        fields.add(inside.getEncoded());
        fields.add(issuer.getEncoded());
        fields.add(
                new DERSequence(
                                new ASN1Encodable[] {
                                    new Time(Date.from(from)), new Time(Date.from(until))
                                })
                        .getEncoded());
        fields.add(new X500Name(subject).getEncoded());
        fields.add(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getEncoded());
        fields.add(tagged(0xA3, ofExtensions.apply(new DERSequence(list).getEncoded())));
        edits.forEach((number, edit) -> fields.set(number, edit.apply(fields.get(number))));
        return sequence(fields);
    }

    private static AlgorithmIdentifier identifier(String name) {
        return new DefaultSignatureAlgorithmIdentifierFinder().find(name);
    }

    private static byte[] sequence(List<byte[]> parts) {
        return tagged(0x30, Der.concat(parts.toArray(byte[][]::new)));
    }

    private static byte[] tagged(int tag, byte[] content) {
        return Der.concat(new byte[] {(byte) tag}, Der.length(content.length), content);
    }

    public static KeyPair rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Encodings of ASN.1 that are not DER (X.690 sections 8 and 10). */
    public static final class Der {

        private Der() {}

        static byte[] concat(byte[]... parts) {
            var out = new ByteArrayOutputStream();
            for (var part : parts) {
                out.writeBytes(part);
            }
            return out.toByteArray();
        }

        static byte[] length(int length) {
            if (length < 0x80) {
                return new byte[] {(byte) length};
            }
            return length < 0x100
                    ? new byte[] {(byte) 0x81, (byte) length}
                    : new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
        }

        private static int header(byte[] der) {
            return (der[1] & 0x80) == 0 ? 2 : 2 + (der[1] & 0x7F);
        }

        private static byte[] content(byte[] der) {
            return Arrays.copyOfRange(der, header(der), der.length);
        }

        /** The same with a length of four bytes. */
        public static byte[] longLength(byte[] der) {
            int length = der.length - header(der);
            return concat(
                    new byte[] {
                        der[0],
                        (byte) 0x84,
                        (byte) (length >> 24),
                        (byte) (length >> 16),
                        (byte) (length >> 8),
                        (byte) length
                    },
                    content(der));
        }

        /** The same with an end mark instead of a length. */
        public static byte[] indefinite(byte[] der) {
            return concat(new byte[] {der[0], (byte) 0x80}, content(der), new byte[] {0, 0});
        }

        /** The same number with a zero before it. */
        public static byte[] padded(byte[] integer) {
            return concat(new byte[] {integer[0], (byte) (integer[1] + 1), 0}, content(integer));
        }

        /** With one more byte behind it. */
        public static byte[] trailed(byte[] der) {
            return concat(der, new byte[] {0});
        }

        /** Every true as another byte than FF. */
        public static byte[] odd(byte[] der) {
            var copy = der.clone();
            for (int i = 0; i + 2 < copy.length; i++) {
                if (copy[i] == 1 && copy[i + 1] == 1 && copy[i + 2] == (byte) 0xFF) {
                    copy[i + 2] = 1;
                }
            }
            return copy;
        }
    }
}
