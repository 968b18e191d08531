package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.checkin.Trust;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.common.pki.TrustedKeys;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The trust bundle that is held, on disk and in memory. Safe for use by many threads. */
public final class TrustBundleStore implements Trust {

    static final String FILE = "trust-bundle.json";

    private static final Logger LOG = LoggerFactory.getLogger(TrustBundleStore.class);

    /** A bundle that was verified, and what is read out of it. */
    private record Held(
            Digest hash,
            TrustBundle bundle,
            TrustedKeys orderKeys,
            List<X509Certificate> roots,
            List<Endpoint> gateways) {

        static Held of(byte[] payload) {
            var bundle = Json.wire().readValue(payload, TrustBundle.class);
            return new Held(
                    Digest.of(payload),
                    bundle,
                    bundle.trustedOrderKeys(),
                    bundle.roots().stream().flatMap(r -> Pem.certificates(r).stream()).toList(),
                    bundle.gateways().stream().map(Endpoint::parse).toList());
        }
    }

    private final StateFolder folder;
    private volatile Held held;

    private TrustBundleStore(StateFolder folder, Held held) {
        this.folder = folder;
        this.held = held;
    }

    /** What the state folder holds; it was verified before it was kept. */
    public static Optional<TrustBundleStore> open(StateFolder folder) {
        try {
            return folder.read(FILE)
                    .map(bytes -> Json.strict().readValue(bytes, SignedDocument.class))
                    .map(document -> Held.of(document.payload().toArray()))
                    .map(held -> new TrustBundleStore(folder, held));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            LOG.warn("trust bundle is damaged, a new one is needed file={}", FILE);
            return Optional.empty();
        }
    }

    /** Whether there is a bundle, which may still be one that cannot be read. */
    public static boolean isThere(StateFolder folder) {
        return folder.read(FILE).isPresent();
    }

    /**
     * Keeps the first bundle, which TLS brought: it must be the district's, name the pinned root
     * and be signed by a key that it names itself.
     */
    public static TrustBundleStore first(
            StateFolder folder, SignedDocument document, DistrictId district, X509Certificate root)
            throws EnrollmentException {
        try {
            var held = Held.of(document.payload().toArray());
            if (!held.bundle().district().equals(district)
                    || !held.roots().contains(root)
                    || document.verified(TrustBundle.TYPE, held.orderKeys()).isEmpty()) {
                throw EnrollmentException.server("its trust bundle is not that of this district");
            }
            keep(folder, document);
            return new TrustBundleStore(folder, held);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw EnrollmentException.server("its trust bundle cannot be read");
        }
    }

    @Override
    public Digest hash() {
        return held.hash();
    }

    @Override
    public synchronized void offer(SignedDocument document) {
        var before = held;
        var payload = document.verified(TrustBundle.TYPE, before.orderKeys());
        if (payload.isEmpty()) {
            LOG.warn("trust bundle refused, no order key that we trust has signed it");
            return;
        }
        try {
            var after = Held.of(payload.get());
            if (!after.bundle().district().equals(before.bundle().district())
                    || after.bundle().generation() < before.bundle().generation()
                    || after.roots().isEmpty()) {
                LOG.warn(
                        "trust bundle refused, it is another district's or older generation={}",
                        after.bundle().generation());
                return;
            }
            keep(folder, document);
            held = after;
            LOG.info("trust bundle kept generation={}", after.bundle().generation());
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            LOG.warn("trust bundle refused, it cannot be read");
        } catch (StateException e) {
            // not held either: what a restart would forget is offered again at the next check-in
            LOG.error("trust bundle not kept, the disk refused", e);
        }
    }

    public TrustBundle bundle() {
        return held.bundle();
    }

    /** Whose signatures on orders, policies and bundles count. */
    public TrustedKeys orderKeys() {
        return held.orderKeys();
    }

    /** To which a server's chain must lead. */
    public List<X509Certificate> roots() {
        return held.roots();
    }

    /** In order of preference. */
    public List<Endpoint> gateways() {
        return held.gateways();
    }

    private static void keep(StateFolder folder, SignedDocument document) {
        folder.write(FILE, Json.strict().writeValueAsBytes(document));
    }
}
