package dev.rollcall.server.testing;

import dev.rollcall.agent.connection.OwnCertificate;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A device that joined by the agent's own code, and checks in when a test says so. */
public record TestAgent(String hostname, Identity identity, List<X509Certificate> roots) {

    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Joins.
     *
     * @param state a folder that is not there yet
     */
    public static TestAgent enroll(
            String hostname, int httpsPort, String token, String caFingerprint, Path state) {
        var folder = StateFolder.open(state);
        var enroller =
                new Enroller(
                        folder,
                        IdentityStore.open(folder),
                        InstantSource.system(),
                        Optional.empty());
        try {
            var identity =
                    enroller.enroll(
                            URI.create("https://localhost:" + httpsPort),
                            Secret.ofText(token),
                            Fingerprint.parse(caFingerprint));
            return new TestAgent(
                    hostname, identity, TrustBundleStore.open(folder).orElseThrow().roots());
        } catch (EnrollmentException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says what it can do, and acknowledges runs. */
    public CheckInReply checkIn(int gatewayPort, List<RunId> acknowledged) {
        return checkIn(gatewayPort, acknowledged, List.of());
    }

    /** Says what it can do, acknowledges runs, and says how some ended. */
    public CheckInReply checkIn(
            int gatewayPort, List<RunId> acknowledged, List<RunOutcome> outcomes) {
        try (var device = RawDevice.connect(tls(), gatewayPort)) {
            return (CheckInReply)
                    device.ask(
                            new CheckIn(
                                    "boot-1",
                                    Optional.empty(),
                                    Optional.of(about()),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    acknowledged,
                                    outcomes,
                                    Optional.empty(),
                                    List.of()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A check-in in a session of its own.
     *
     * @param bootId of the machine that speaks
     * @param continuation that it echoes
     */
    public ServerMessage checkIn(int gatewayPort, String bootId, Optional<String> continuation) {
        try (var device = RawDevice.connect(tls(), gatewayPort)) {
            return device.ask(
                    new CheckIn(
                            bootId,
                            continuation,
                            Optional.of(about()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            List.of()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two machines with this identity take turns until the server has seen that they are two. */
    public void copied(int gatewayPort) {
        for (var boot : List.of("copy-1", "copy-2", "copy-1", "copy-2")) {
            var _ = checkIn(gatewayPort, boot, Optional.empty());
        }
    }

    /**
     * Asks by EST for a certificate for a new key, over TLS with the identity that it has.
     *
     * @param bootId of the machine that asks
     */
    public HttpResponse<String> reenroll(int httpsPort, KeyPair key, String bootId) {
        var csr = Base64.getMimeEncoder().encodeToString(CertificateRequest.make(key));
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "https://localhost:"
                                                + httpsPort
                                                + "/.well-known/est/simplereenroll"))
                        .header("Content-Type", "application/pkcs10")
                        .header("Rollcall-Boot", bootId)
                        .POST(HttpRequest.BodyPublishers.ofString(csr))
                        .build();
        try (var client = HttpClient.newBuilder().sslContext(tls()).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With an identity that EST has answered with. */
    public TestAgent with(KeyPair key, String pkcs7) {
        try {
            var der = Base64.getMimeDecoder().decode(pkcs7);
            var chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(der))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .sorted(
                                    Comparator.comparing(
                                            c -> !c.getPublicKey().equals(key.getPublic())))
                            .toList();
            return new TestAgent(hostname, new Identity(key.getPrivate(), chain), roots);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A session in which it has said who it is, to say more. */
    public RawDevice session(int gatewayPort) throws IOException {
        var device = RawDevice.connect(tls(), gatewayPort);
        var _ = device.ask(CheckIn.bare("boot-1"));
        return device;
    }

    /** A session in which nothing was said yet. */
    public RawDevice connect(int gatewayPort) throws IOException {
        return RawDevice.connect(tls(), gatewayPort);
    }

    /** Reports that it is a Debian 12, that these are installed, and nothing else. */
    public void install(int gatewayPort, List<InstalledPackage> packages) {
        install(gatewayPort, packages, Optional.empty());
    }

    /**
     * Likewise.
     *
     * @param unreadable entries of its package database
     */
    public void install(
            int gatewayPort, List<InstalledPackage> packages, Optional<Integer> unreadable) {
        var nothing = Optional.<String>empty();
        var system =
                new OperatingSystemSection(
                        Optional.of("debian"),
                        nothing,
                        Optional.of("12"),
                        nothing,
                        nothing,
                        nothing,
                        Optional.empty(),
                        nothing,
                        Optional.of(hostname),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        var bodies = new HashMap<Digest, InventoryBody>();
        var buckets = new TreeMap<String, Digest>();
        PackageBucket.spread(packages)
                .forEach((key, bucket) ->
                        buckets.put(
                                key, body(bodies, PackageBucket.KIND, CanonicalJson.text(bucket))));
        var section = new PackagesSection(packages.size(), unreadable, buckets);
        var digest = body(bodies, section.kind(), CanonicalJson.text(section));
        var report = SectionReport.ok(section.kind(), digest, Duration.ZERO);
        var its = body(bodies, system.kind(), CanonicalJson.text(system));
        var other = SectionReport.ok(system.kind(), its, Duration.ZERO);
        try (var device = RawDevice.connect(tls(), gatewayPort)) {
            var _ = device.ask(CheckIn.bare("boot-1"));
            var wanted = new ArrayDeque<Digest>();
            wanted.addAll(received(device, new Sections(List.of(report, other))));
            while (!wanted.isEmpty()) {
                wanted.addAll(received(device, bodies.get(wanted.removeFirst())));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says what is always changing, and nothing else. */
    public void says(int gatewayPort, VolatileFacts facts) {
        try (var device = RawDevice.connect(tls(), gatewayPort)) {
            var _ = device.ask(CheckIn.bare("boot-1"));
            var _ = received(device, new Sections(List.of(), Optional.of(facts)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reports that this is its serial, and nothing else. */
    public void hardware(int gatewayPort, String serial) {
        var bodies = new HashMap<Digest, InventoryBody>();
        var nothing = Optional.<String>empty();
        var section =
                new HardwareSection(
                        Optional.of("LENOVO"),
                        Optional.of("ThinkPad L14"),
                        Optional.of(serial),
                        nothing,
                        nothing,
                        nothing,
                        nothing,
                        nothing,
                        Optional.empty(),
                        Optional.empty(),
                        new HardwareSection.Processor(
                                nothing, Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        var digest = body(bodies, section.kind(), CanonicalJson.text(section));
        var report = SectionReport.ok(section.kind(), digest, Duration.ZERO);
        try (var device = RawDevice.connect(tls(), gatewayPort)) {
            var _ = device.ask(CheckIn.bare("boot-1"));
            for (var wanted : received(device, new Sections(List.of(report)))) {
                received(device, bodies.get(wanted));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Digest body(Map<Digest, InventoryBody> bodies, SectionKind kind, String text) {
        var digest = Digest.of(text);
        bodies.put(digest, new InventoryBody(kind, digest, 0, 1, text));
        return digest;
    }

    private static List<Digest> received(RawDevice device, AgentMessage message)
            throws IOException {
        return ((Received) device.ask(Lane.BULK, message)).wanted();
    }

    private AgentAbout about() {
        return new AgentAbout(
                "0.1.0", hostname, "linux", KeyProtection.FILE, Action.NAMES, Setting.NAMES);
    }

    private SSLContext tls() {
        return tls(Optional.of(identity), roots);
    }

    /** Of a client that trusts these roots, and shows a certificate where it has one. */
    public static SSLContext tls(Optional<Identity> own, List<X509Certificate> roots) {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (int i = 0; i < roots.size(); i++) {
                trusted.setCertificateEntry("root-" + i, roots.get(i));
            }
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var inTpm = own.filter(identity -> identity.key().getEncoded() == null);
            if (own.isPresent() && inTpm.isEmpty()) {
                store.setKeyEntry(
                        "own",
                        own.get().key(),
                        NO_PASSWORD,
                        own.get().chain().toArray(X509Certificate[]::new));
            }
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            var managers =
                    inTpm.map(identity ->
                                    new KeyManager[] {
                                        new OwnCertificate(identity.key(), identity.chain())
                                    })
                            .orElse(keys.getKeyManagers());
            context.init(managers, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
