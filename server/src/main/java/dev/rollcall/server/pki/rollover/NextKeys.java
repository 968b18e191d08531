package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.server.pki.CertificateProfiles;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.Certificates;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.PrivateHalf;
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
        var made = vault.make(Purpose.INFRASTRUCTURE);
        add(handle, provider, Purpose.INFRASTRUCTURE, state, made, now);
        var certificate = profiles.infrastructure(root(handle), made.publicKey(), now);
        Keys.addAuthority(handle, provider, certificate);
    }

    /** Signed by the current root. */
    void issuing(Handle handle, DistrictId district, KeyState state, Instant now) {
        var made = vault.make(Purpose.ISSUING);
        add(handle, district, Purpose.ISSUING, state, made, now);
        var certificate = profiles.issuing(root(handle), district, made.publicKey(), now);
        Keys.addAuthority(handle, district, certificate);
    }

    /** A root or an order key that is born in the token beside the one that waits offline. */
    void inToken(Handle handle, DistrictId owner, Purpose purpose, Instant now) {
        var made = vault.make(purpose);
        add(handle, owner, purpose, KeyState.NEXT, made, now);
        if (purpose == Purpose.ROOT) {
            Keys.addAuthority(handle, owner, profiles.root(made.pair(), now));
        }
    }

    /** Signed by the current infrastructure authority. @param names of the server */
    void tls(Handle handle, DistrictId provider, List<String> names, Instant now) {
        var made = vault.make(Purpose.TLS);
        var authority = KeyRing.openInfrastructure(handle, vault, provider);
        add(handle, provider, Purpose.TLS, KeyState.NEXT, made, now);
        Certificates.add(
                handle,
                provider,
                authority.certificate().getPublicKey(),
                Optional.empty(),
                profiles.server(authority, made.publicKey(), names, now));
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
                Optional.of(new PrivateHalf.Encrypted(encrypted)),
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
            KeyVault.Made made,
            Instant now) {
        Keys.add(handle, owner, purpose, state, made.publicKey(), Optional.of(made.half()), now);
    }
}
