package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.http.HttpServer;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.est.ESTException;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.HttpAuth;
import org.bouncycastle.est.jcajce.JsseDefaultHostnameAuthorizer;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.io.TempDir;

/** The EST client of Bouncy Castle, which knows nothing of us, joins and renews. */
class IndependentEstClientTest {

    @TempDir private Path folder;

    private final InstantSource clock = InstantSource.system();

    private static JsseESTServiceBuilder service(TestEnrollment rooms, HttpServer server)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", rooms.authorities().root());
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return new JsseESTServiceBuilder(
                        "localhost:" + server.port(),
                        (X509TrustManager) factory.getTrustManagers()[0])
                .withHostNameAuthorizer(new JsseDefaultHostnameAuthorizer(Set.of()));
    }

    private static PKCS10CertificationRequest request(KeyPair key) throws Exception {
        return new PKCS10CertificationRequest(CertificateRequest.make(key));
    }

    /** The device's own certificate comes first, then those of the authorities. */
    private static List<X509Certificate> joined(ESTService service, KeyPair key, String token)
            throws Exception {
        var answer =
                service.simpleEnroll(
                        false, request(key), new HttpAuth("rollcall", token.toCharArray()));
        return certificates(answer.getStore().getMatches(null));
    }

    private static List<X509Certificate> certificates(Iterable<X509CertificateHolder> certificates)
            throws GeneralSecurityException {
        var converter = new JcaX509CertificateConverter();
        var converted = new ArrayList<X509Certificate>();
        for (var each : certificates) {
            converted.add(converter.getCertificate(each));
        }
        return List.copyOf(converted);
    }

    private static X509Certificate of(List<X509Certificate> certificates, KeyPair key) {
        return certificates.stream()
                .filter(c -> c.getPublicKey().equals(key.getPublic()))
                .findFirst()
                .orElseThrow();
    }

    private static KeyManager[] holding(KeyPair key, List<X509Certificate> certificates)
            throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var password = new char[0];
        store.setKeyEntry(
                "device", key.getPrivate(), password, new Certificate[] {of(certificates, key)});
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    @StorageTest
    void fetchesAnchorsAndAttributes(TestDatabase engine) throws Exception {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            try (var server = EstServer.start(rooms, clock)) {
                var service = service(rooms, server).build();

                var anchors = service.getCACerts();
                var attributes = service.getCSRAttributes().getAttributesResponse();

                assertThat(certificates(anchors.getCertificateStore().getMatches(null)))
                        .contains(rooms.authorities().root())
                        .containsAll(rooms.authorities().issuing());
                assertThat(attributes.hasRequirement(X9ObjectIdentifiers.ecdsa_with_SHA256))
                        .isTrue();
                assertThat(attributes.isAttribute(X9ObjectIdentifiers.id_ecPublicKey)).isTrue();
                assertThat(attributes.getEncoded())
                        .containsSequence(SECObjectIdentifiers.secp256r1.getEncoded());
            }
        }
    }

    @StorageTest
    void joinsWithATokenAndRenewsWithItsCertificate(TestDatabase engine) throws Exception {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            var key = EcKeys.generate();
            var next = EcKeys.generate();
            try (var server = EstServer.start(rooms, clock)) {
                var certificates = joined(service(rooms, server).build(), key, rooms.token(1));
                var renewed =
                        service(rooms, server)
                                .withKeyManagers(holding(key, certificates))
                                .build()
                                .simpleEnroll(true, request(next), null);

                var leaf = of(certificates(renewed.getStore().getMatches(null)), next);
                assertThat(leaf.getSubjectX500Principal())
                        .isEqualTo(of(certificates, key).getSubjectX500Principal());
                assertThat(rooms.identities().judge(leaf))
                        .isEqualTo(rooms.identities().judge(of(certificates, key)));
            }
        }
    }

    @StorageTest
    void isToldThatATokenIsSpent(TestDatabase engine) throws Exception {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            var token = rooms.token(1);
            try (var server = EstServer.start(rooms, clock)) {
                var service = service(rooms, server).build();
                joined(service, EcKeys.generate(), token);

                assertThatThrownBy(() -> joined(service, EcKeys.generate(), token))
                        .isInstanceOfSatisfying(
                                ESTException.class,
                                e -> assertThat(e.getStatusCode()).isEqualTo(401));
            }
        }
    }
}
