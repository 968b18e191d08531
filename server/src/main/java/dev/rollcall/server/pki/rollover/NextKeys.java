package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.pki.CertificateProfiles;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.Certificates;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Purpose;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Makes keys that come after others, each with its certificate, in the caller's transaction. */
final class NextKeys {

    private final KeyVault vault;
    private final CertificateProfiles profiles;

    NextKeys(KeyVault vault, SecureRandom random) {
        this.vault = vault;
        this.profiles = new CertificateProfiles(random);
    }

    CertificateProfiles profiles() {
        return profiles;
    }

    /** Signed by the current root. */
    void infrastructure(Handle handle, DistrictId provider, KeyState state, Instant now) {
        var pair = EcKeys.generate();
        add(handle, provider, Purpose.INFRASTRUCTURE, state, pair, now);
        var certificate = profiles.infrastructure(root(handle), pair.getPublic(), now);
        Keys.addAuthority(handle, provider, certificate);
    }

    /** Signed by the current root. */
    void issuing(Handle handle, DistrictId district, KeyState state, Instant now) {
        var pair = EcKeys.generate();
        add(handle, district, Purpose.ISSUING, state, pair, now);
        var certificate = profiles.issuing(root(handle), district, pair.getPublic(), now);
        Keys.addAuthority(handle, district, certificate);
    }

    /** Signed by the current infrastructure authority. @param names of the server */
    void tls(Handle handle, DistrictId provider, List<String> names, Instant now) {
        var pair = EcKeys.generate();
        var authority = KeyRing.openInfrastructure(handle, vault, provider);
        add(handle, provider, Purpose.TLS, KeyState.NEXT, pair, now);
        Certificates.add(
                handle,
                provider,
                authority.certificate().getPublicKey(),
                Optional.empty(),
                profiles.server(authority, pair.getPublic(), names, now));
    }

    /**
     * @param encrypted under the custodian's passphrase
     */
    void escrow(Handle handle, DistrictId district, KeyPair pair, Bytes encrypted, Instant now) {
        Keys.add(
                handle,
                district,
                Purpose.ESCROW,
                KeyState.NEXT,
                pair.getPublic(),
                Optional.of(encrypted),
                now);
    }

    private Signer root(Handle handle) {
        return KeyRing.openRoot(handle, vault, KeyRing.provider(handle));
    }

    private void add(
            Handle handle,
            DistrictId owner,
            Purpose purpose,
            KeyState state,
            KeyPair pair,
            Instant now) {
        Keys.add(
                handle,
                owner,
                purpose,
                state,
                pair.getPublic(),
                Optional.of(vault.encrypt(pair.getPrivate())),
                now);
    }
}
