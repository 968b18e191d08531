package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.state.StateFolder;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Who the device is, and whom it trusts, as its state folder has it.
 *
 * @param key whether the key is that of the certificate; true where there is no identity
 * @param keyTrouble why the key, which is in a TPM, cannot be used
 * @param renewed whether a newer identity waits to be proven by a session
 * @param server HTTPS port at which the device joined, or had joined before it was sealed
 * @param root by which it knew the server when it joined
 */
record IdentityFacts(
        Optional<Sealing.Sealed> sealed,
        Kept identityKept,
        Optional<Identity> identity,
        boolean key,
        Optional<String> keyTrouble,
        boolean renewed,
        Kept bundleKept,
        Optional<TrustBundleStore> bundle,
        Optional<String> server,
        Optional<X509Certificate> root) {

    private static final int HTTPS = 443;

    /** How a file is there. */
    enum Kept {
        ABSENT,
        DAMAGED,
        WHOLE;

        static Kept of(boolean there, boolean read) {
            return read ? WHOLE : there ? DAMAGED : ABSENT;
        }
    }

    static IdentityFacts read(StateFolder folder) {
        var identities = IdentityStore.open(folder);
        var identity = identities.current();
        var bundle = TrustBundleStore.open(folder);
        var sealed = Sealing.of(folder);
        var trouble = identity.flatMap(IdentityFacts::trouble);
        return new IdentityFacts(
                sealed,
                Kept.of(IdentityStore.isThere(folder), identity.isPresent()),
                identity,
                trouble.isPresent() || identity.map(IdentityFacts::keyFits).orElse(true),
                trouble,
                identities.next().isPresent(),
                Kept.of(TrustBundleStore.isThere(folder), bundle.isPresent()),
                bundle,
                Enroller.serverOf(folder).or(() -> sealed.flatMap(Sealing.Sealed::server)),
                Enroller.rootOf(folder));
    }

    /** Of a folder that cannot be read. */
    static IdentityFacts none() {
        return new IdentityFacts(
                Optional.empty(),
                Kept.ABSENT,
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                Kept.ABSENT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Sealed, or about to be: an enrollment after it takes the seal away. */
    boolean isSealed() {
        return sealed.filter(s -> identity.isEmpty() || !s.complete()).isPresent();
    }

    /** Certificates to which a server's chain must lead. */
    List<X509Certificate> roots() {
        return bundle.map(TrustBundleStore::roots).orElse(root.stream().toList());
    }

    /** Gateways first, then HTTPS ports, each once. */
    List<Target> targets() {
        var targets = new ArrayList<Target>();
        bundle.ifPresent(
                b -> b.gateways().forEach(g -> targets.add(new Target(Target.Kind.GATEWAY, g))));
        var https = new LinkedHashSet<Endpoint>();
        server.flatMap(IdentityFacts::endpoint).ifPresent(https::add);
        bundle.stream()
                .flatMap(b -> b.bundle().https().stream())
                .flatMap(named -> endpoint("https://" + named).stream())
                .forEach(https::add);
        https.forEach(h -> targets.add(new Target(Target.Kind.SERVER, h)));
        return targets;
    }

    private static Optional<Endpoint> endpoint(String url) {
        try {
            var uri = URI.create(url);
            return Optional.of(
                    new Endpoint(
                            uri.getHost().replaceAll("[\\[\\]]", ""),
                            uri.getPort() < 0 ? HTTPS : uri.getPort()));
        } catch (IllegalArgumentException | NullPointerException e) {
            return Optional.empty(); // a damaged address names nothing
        }
    }

    private static Optional<String> trouble(Identity identity) {
        try {
            DeviceKeys.check(identity.key());
            return Optional.empty();
        } catch (KeyUnusableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean keyFits(Identity identity) {
        try {
            var proof = new byte[] {1, 2, 3};
            var signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(identity.key());
            signing.update(proof);
            var verifying = Signature.getInstance("SHA256withECDSA");
            verifying.initVerify(identity.certificate().getPublicKey());
            verifying.update(proof);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false; // keys of different kinds never fit
        }
    }
}
