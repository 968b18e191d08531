package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.testing.Forgery;
import dev.rollcall.server.testing.Forgery.Der;
import dev.rollcall.server.testing.TestCa;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which a device's chain can be wrong, shown to the gateway, by BoringSSL and by the
 * JDK, and to HTTPS. Most are signed by the district's own authority and name a living enrollment,
 * as if its key had signed what it never should.
 */
class BadChainsTest {

    private static final ASN1ObjectIdentifier UNHEARD_OF =
            new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

    private static AllDoors doors;
    private static DeviceIdentity living;
    private static TestCa.Leaf issuing;
    private static TestCa.Leaf root;
    private static TestCa.Leaf device;

    @BeforeAll
    static void open() throws Exception {
        doors = new AllDoors();
        var accepted = doors.rooms().enroll();
        living = new DeviceIdentity(doors.rooms().district(), accepted.device().enrollment());
        issuing = doors.rooms().pki().issuing(doors.rooms().district());
        root = doors.rooms().pki().root();
        device = good().authority();
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    private static Forgery good() {
        return new Forgery(issuing, living);
    }

    private static Forgery by(TestCa.Leaf authority) {
        return new Forgery(authority, living).below(authority.certificate());
    }

    /** An authority that the root really signed, which is not one of the district's. */
    private static Forgery authority(TestCa.Leaf above) {
        return new Forgery(above, living)
                .without(Extension.subjectAlternativeName)
                .without(Extension.extendedKeyUsage)
                .called("CN=Rollcall devices,O=Rollcall")
                .with(Extension.basicConstraints, true, new BasicConstraints(0))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    }

    private static String uri() {
        return living.toUri();
    }

    static Stream<String> chains() {
        return chain().keySet().stream();
    }

    private static Map<String, Supplier<Forgery>> chain() {
        var all = new LinkedHashMap<String, Supplier<Forgery>>();
        purposes(all);
        names(all);
        authorities(all);
        algorithms(all);
        encodings(all);
        return all;
    }

    private static void purposes(Map<String, Supplier<Forgery>> all) {
        all.put("for servers only", () -> good().purposes(KeyPurposeId.id_kp_serverAuth));
        all.put("for any purpose", () -> good().purposes(KeyPurposeId.anyExtendedKeyUsage));
        all.put("for no purpose", () -> good().without(Extension.extendedKeyUsage));
        all.put(
                "for servers, too",
                () ->
                        good().purposes(
                                        KeyPurposeId.id_kp_clientAuth,
                                        KeyPurposeId.id_kp_serverAuth));
        all.put(
                "not for signatures",
                () ->
                        good().with(
                                        Extension.keyUsage,
                                        true,
                                        new KeyUsage(KeyUsage.keyEncipherment)));
        all.put("for no usage", () -> good().without(Extension.keyUsage));
        all.put(
                "an authority",
                () -> good().with(Extension.basicConstraints, true, new BasicConstraints(true)));
        all.put("unknown and critical", () -> good().with(UNHEARD_OF, true, DERNull.INSTANCE));
    }

    private static void names(Map<String, Supplier<Forgery>> all) {
        var elsewhere = new DeviceIdentity(new DistrictId(UUID.randomUUID()), living.enrollment());
        var nobody = new DeviceIdentity(living.district(), new EnrollmentId(UUID.randomUUID()));
        all.put("of another district", () -> good().uris(elsewhere.toUri()));
        all.put("of nobody", () -> good().uris(nobody.toUri()));
        all.put("without a name", () -> good().without(Extension.subjectAlternativeName));
        all.put("with an empty name", () -> good().uris());
        all.put("twice the same name", () -> good().uris(uri(), uri()));
        all.put("two names", () -> good().uris(uri(), nobody.toUri()));
        all.put(
                "a name beside it",
                () ->
                        good().names(
                                        new GeneralName(
                                                GeneralName.uniformResourceIdentifier, uri()),
                                        new GeneralName(GeneralName.dNSName, "lab-1")));
        all.put(
                "the name as another kind",
                () -> good().names(new GeneralName(GeneralName.rfc822Name, uri())));
        for (var malformed :
                new String[] {
                    uri() + "/",
                    uri() + "?x",
                    uri() + "\u0000",
                    " " + uri(),
                    uri().replace("rollcall:", "ROLLCALL:"),
                    uri().substring(0, uri().length() - 1) + "G",
                    uri().replace("//", "//x@"),
                    "rollcall://" + living.district(),
                    "https://example.org/",
                    ""
                }) {
            all.put("the name " + malformed, () -> good().uris(malformed));
        }
        all.put(
                "a name of another type",
                () ->
                        good().with(
                                        Extension.subjectAlternativeName,
                                        false,
                                        new DERUTF8String(uri())));
        all.put(
                "names twice",
                () ->
                        good().also(
                                        Extension.subjectAlternativeName,
                                        false,
                                        new GeneralNames(
                                                new GeneralName(
                                                        GeneralName.uniformResourceIdentifier,
                                                        nobody.toUri()))));
        all.put(
                "purposes twice",
                () ->
                        good().purposes(KeyPurposeId.id_kp_serverAuth)
                                .also(
                                        Extension.extendedKeyUsage,
                                        false,
                                        new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
        all.put(
                "an unknown extension twice",
                () ->
                        good().also(UNHEARD_OF, false, DERNull.INSTANCE)
                                .also(UNHEARD_OF, false, DERNull.INSTANCE));
    }

    private static void authorities(Map<String, Supplier<Forgery>> all) {
        var foreign = authority(new TestCa("Foreign", Instant.now()).device(living)).authority();
        var now = Instant.now();
        var day = Duration.ofDays(1);
        all.put("of another authority", () -> by(foreign));
        all.put(
                "of another authority that takes the name of ours",
                () -> by(foreign).issuedBy(issuing.certificate()).below(issuing.certificate()));
        all.put(
                "of an authority that is no longer valid",
                () ->
                        by(
                                authority(root)
                                        .valid(now.minus(day.multipliedBy(2)), now.minus(day))
                                        .authority()));
        all.put(
                "of an authority that is not yet valid",
                () ->
                        by(
                                authority(root)
                                        .valid(now.plus(day), now.plus(day.multipliedBy(2)))
                                        .authority()));
        all.put("of another authority of the root", () -> by(authority(root).authority()));
        all.put(
                "of what is no authority",
                () ->
                        by(
                                authority(root)
                                        .with(
                                                Extension.basicConstraints,
                                                true,
                                                new BasicConstraints(false))
                                        .authority()));
        all.put("of the root itself", () -> by(root));
        all.put(
                "one authority too deep",
                () -> by(authority(issuing).authority()).below(issuing.certificate()));
        all.put("of another device", () -> by(device).below(issuing.certificate()));
        all.put(
                "of another device as if of the authority",
                () ->
                        new Forgery(device, living)
                                .issuedBy(issuing.certificate())
                                .below(issuing.certificate()));
        all.put(
                "of itself",
                () -> {
                    var keys = EcKeys.generate();
                    var own = new TestCa("Own", Instant.now()).certify(keys);
                    return new Forgery(new TestCa.Leaf(keys.getPrivate(), own), living)
                            .keyed(keys)
                            .called("CN=key")
                            .issuedBy(own);
                });
        all.put(
                "of itself as if of the authority",
                () -> {
                    var keys = EcKeys.generate();
                    return new Forgery(
                                    new TestCa.Leaf(keys.getPrivate(), issuing.certificate()),
                                    living)
                            .keyed(keys);
                });
    }

    private static void algorithms(Map<String, Supplier<Forgery>> all) {
        var rsa = Forgery.rsa(2048);
        all.put("signed over SHA-1", () -> good().signedWith("SHA1withECDSA"));
        all.put("signed over SHA-512", () -> good().signedWith("SHA512withECDSA"));
        all.put("for RSA of 1024 bits", () -> good().keyed(Forgery.rsa(1024)));
        all.put("for RSA of 2048 bits", () -> good().keyed(rsa));
        for (var weak : new String[] {"MD5withRSA", "SHA1withRSA"}) {
            all.put(
                    "signed by " + weak,
                    () ->
                            new Forgery(
                                            new TestCa.Leaf(
                                                    rsa.getPrivate(), issuing.certificate()),
                                            living)
                                    .keyed(rsa)
                                    .signedWith(weak));
        }
        all.put("signed otherwise than it says", () -> good().outside("SHA384withECDSA"));
        all.put(
                "a signature that is cut off",
                () -> good().signature(s -> Arrays.copyOf(s, s.length - 1)));
        all.put("no signature", () -> good().signature(s -> new byte[0]));
    }

    private static void encodings(Map<String, Supplier<Forgery>> all) {
        all.put("a longer length inside", () -> good().body(Der::longLength));
        all.put("no length inside", () -> good().body(Der::indefinite));
        all.put("a padded serial", () -> good().field(1, Der::padded));
        all.put("a longer length of the serial", () -> good().field(1, Der::longLength));
        all.put("a longer length of the algorithm", () -> good().field(2, Der::longLength));
        all.put("a longer length of the issuer", () -> good().field(3, Der::longLength));
        all.put("a longer length of the dates", () -> good().field(4, Der::longLength));
        all.put("a longer length of the subject", () -> good().field(5, Der::longLength));
        all.put("a longer length of the key", () -> good().field(6, Der::longLength));
        all.put("a longer length of the extensions", () -> good().extensions(Der::longLength));
        all.put("no length of the extensions", () -> good().extensions(Der::indefinite));
        all.put("another true", () -> good().extensions(Der::odd));
        all.put("something behind the signature", () -> good().signature(Der::trailed));
        all.put("a longer length in the signature", () -> good().signature(Der::longLength));
        all.put(
                "a longer length of the names",
                () -> {
                    var names =
                            new GeneralNames(
                                    new GeneralName(GeneralName.uniformResourceIdentifier, uri()));
                    return good().raw(
                                    Extension.subjectAlternativeName,
                                    false,
                                    Der.longLength(encoded(names)));
                });
        all.put(
                "something behind the names",
                () -> {
                    var names =
                            new GeneralNames(
                                    new GeneralName(GeneralName.uniformResourceIdentifier, uri()));
                    return good().raw(
                                    Extension.subjectAlternativeName,
                                    false,
                                    Der.trailed(encoded(names)));
                });
        all.put("nothing that is a certificate", () -> good().whole(_ -> new byte[] {0x30, 0}));
        all.put("no bytes", () -> good().whole(_ -> new byte[] {5, 0}));
    }

    private static byte[] encoded(GeneralNames names) {
        try {
            return names.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aGoodOneIsLetInEverywhere() throws Exception {
        var shown = good().below(issuing.certificate()).shown();

        for (var gateway : doors.gateways()) {
            assertThat(doors.ask(gateway, shown)).isInstanceOf(CheckInReply.class);
        }
        assertThat(doors.overHttps(shown)).startsWith("200");
    }

    /** No certificate outlives its authority, whatever it says. */
    @Test
    void theEndOfTheAuthorityIsToldInWords() throws Exception {
        try (var later = new AllDoors()) {
            var rooms = later.rooms();
            var enrollment = rooms.enroll().device().enrollment();
            var shown =
                    new Forgery(
                                    rooms.pki().issuing(rooms.district()),
                                    new DeviceIdentity(rooms.district(), enrollment))
                            .valid(Instant.now(), Instant.now().plus(Duration.ofDays(9_000)))
                            .shown();
            for (var gateway : later.gateways()) {
                assertThat(later.ask(gateway, shown)).isInstanceOf(CheckInReply.class);
            }

            later.forward(Duration.ofDays(6 * 366));

            for (var gateway : later.gateways()) {
                assertThat(later.ask(gateway, shown))
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused ->
                                        assertThat(refused.code())
                                                .isEqualTo("certificate-expired"));
            }
            assertThat(later.overHttps(shown)).contains("certificate-expired");
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void aBadOneIsRefusedAndReachesNoRoom(String wrong) {
        var shown = chain().get(wrong).get().shown();

        for (var gateway : doors.gateways()) {
            await().alias(wrong + " at " + gateway)
                    .until(() -> said(gateway, shown), BadChainsTest::isRefusal);
        }

        assertThat(doors.overHttps(shown)).matches("(?s)403 .*device-unknown.*|alert .*");
    }

    /**
     * What wraps the signed bytes is signed by nobody, and the JDK writes it anew before anybody
     * can look: there it is the same certificate. BoringSSL hands on what came.
     */
    @Test
    void aWrappingThatIsNotDerIsTheSameCertificateOrRefused() {
        for (UnaryOperator<byte[]> wrapping :
                List.<UnaryOperator<byte[]>>of(Der::longLength, Der::indefinite, Der::trailed)) {
            var shown = good().whole(wrapping).shown();

            for (var gateway : doors.gateways()) {
                if (doors.handsOnWhatCame(gateway)) {
                    await().until(() -> said(gateway, shown), BadChainsTest::isRefusal);
                }
            }
        }
    }

    /** Now and then the end of a connection overtakes the alert: ask again. */
    private static String said(Gateway gateway, Forgery.Shown shown) {
        try {
            return switch (doors.ask(gateway, shown)) {
                case Refused refused -> "refused " + refused.code();
                case Object answer -> throw new AssertionError("let in: " + answer);
            };
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static boolean isRefusal(String said) {
        return said.equals("refused device-unknown")
                || said.contains("unknown_ca")
                || said.contains("bad_certificate")
                || said.contains("decode_error")
                || said.contains("unsupported_certificate")
                || said.contains("illegal_parameter")
                || said.contains("certificate_unknown");
    }
}
