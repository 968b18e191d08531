package dev.rollcall.server.testing;

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
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
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
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** A session in which it has said who it is, to say more. */
    public RawDevice session(int gatewayPort) throws IOException {
        var device = RawDevice.connect(tls(), gatewayPort);
        var _ = device.ask(CheckIn.bare("boot-1"));
        return device;
    }

    /** Reports that these are installed, and nothing else. */
    public void install(int gatewayPort, List<InstalledPackage> packages) {
        var bodies = new HashMap<Digest, InventoryBody>();
        var buckets = new TreeMap<String, Digest>();
        PackageBucket.spread(packages)
                .forEach((key, bucket) ->
                        buckets.put(
                                key, body(bodies, PackageBucket.KIND, CanonicalJson.text(bucket))));
        var section = new PackagesSection(packages.size(), Optional.empty(), buckets);
        var digest = body(bodies, section.kind(), CanonicalJson.text(section));
        var report = SectionReport.ok(section.kind(), digest, Duration.ZERO);
        try (var device = RawDevice.connect(tls(), gatewayPort)) {
            var _ = device.ask(CheckIn.bare("boot-1"));
            var wanted = new ArrayDeque<Digest>();
            wanted.addAll(received(device, new Sections(List.of(report))));
            while (!wanted.isEmpty()) {
                wanted.addAll(received(device, bodies.get(wanted.removeFirst())));
            }
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
    static SSLContext tls(Optional<Identity> own, List<X509Certificate> roots) {
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
            if (own.isPresent()) {
                store.setKeyEntry(
                        "own",
                        own.get().key(),
                        NO_PASSWORD,
                        own.get().chain().toArray(X509Certificate[]::new));
            }
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
