package dev.rollcall.agent.enrollment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.SignedDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** The HTTPS half of a server, as far as enrolling needs it, played by a test. */
public final class EstServer implements AutoCloseable {

    private final HttpsServer https;
    private final TestCa ca;
    static final String NONCE = "bm9uY2U+/w";
    volatile DeviceIdentity names;
    final List<PublicKey> keys = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    volatile String problem = "";
    volatile Optional<SignedDocument> bundle;

    public EstServer(TestCa ca, TestCa.Issued identity, DeviceIdentity names, SignedDocument bundle)
            throws Exception {
        this.ca = ca;
        this.names = names;
        this.bundle = Optional.of(bundle);
        https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        var tls = tls(ca, identity);
        https.setHttpsConfigurator(
                new HttpsConfigurator(tls) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        var wanted = tls.getDefaultSSLParameters();
                        wanted.setWantClientAuth(true);
                        parameters.setSSLParameters(wanted);
                    }
                });
        https.createContext("/.well-known/est/cacerts", x -> answer(x, certs(ca.root())));
        https.createContext("/.well-known/est/simpleenroll", this::enroll);
        https.createContext("/.well-known/est/simplereenroll", this::reenroll);
        https.createContext("/agent/v1/trust-bundle", this::trustBundle);
        https.start();
    }

    public URI uri() {
        return URI.create("https://127.0.0.1:" + https.getAddress().getPort());
    }

    /** From now on, to who asks to join. */
    public void answers(int now) {
        status = now;
    }

    @Override
    public void close() {
        https.stop(0);
    }

    private void enroll(HttpExchange exchange) throws IOException {
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        certify(exchange, request(exchange));
    }

    /** Wants one nonce, signed. */
    private void reenroll(HttpExchange exchange) throws IOException {
        var csr = request(exchange);
        if (status == 200 && !CertificateRequest.challenge(csr).equals(Optional.of(NONCE))) {
            exchange.getResponseHeaders().add("Rollcall-Nonce", NONCE);
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
            return;
        }
        certify(exchange, csr);
    }

    private static byte[] request(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        return Base64.getMimeDecoder().decode(body);
    }

    private void certify(HttpExchange exchange, byte[] csr) throws IOException {
        var key = CertificateRequest.provenKey(csr).orElseThrow();
        keys.add(key);
        if (status != 200) {
            exchange.getResponseHeaders().add("Retry-After", "30");
            var bytes = problem.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            return;
        }
        var issued = ca.device(key, names.toUri(), TestCa.BEGIN, TestCa.END);
        // PKCS#7 has no order: the issuer first, to see that nobody relies on one
        answer(exchange, certs(ca.issuing(), issued.getFirst()));
    }

    private void trustBundle(HttpExchange exchange) throws IOException {
        try {
            ((HttpsExchange) exchange).getSSLSession().getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
            return;
        }
        if (bundle.isEmpty()) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        answer(exchange, Json.wire().writeValueAsBytes(bundle.get()));
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static byte[] certs(X509Certificate... certificates) {
        try {
            var generator = new CMSSignedDataGenerator();
            generator.addCertificates(new JcaCertStore(List.of(certificates)));
            var der = generator.generate(new CMSAbsentContent()).getEncoded();
            return Base64.getMimeEncoder().encode(der);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext tls(TestCa ca, TestCa.Issued identity) throws Exception {
        var nothing = new char[0];
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server", identity.key(), nothing, identity.chain().toArray(Certificate[]::new));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, nothing);
        var roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", ca.root());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
