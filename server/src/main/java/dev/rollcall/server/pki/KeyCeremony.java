package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.OfflineKeys;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PrivateHalf;
import dev.rollcall.server.pki.key.Purpose;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Makes keys and their authorities inside one transaction: the root once, then each district's. */
final class KeyCeremony {

    private final KeyVault vault;
    private final CertificateProfiles profiles;
    private final PassphraseEncryption encryption;
    private final KeyAudit audit;

    KeyCeremony(KeyVault vault, SecureRandom random) {
        this.vault = vault;
        this.profiles = new CertificateProfiles(random);
        this.encryption = new PassphraseEncryption(random);
        this.audit = new KeyAudit(random);
    }

    /** The root, the next root's public half, and the infrastructure authority. */
    Signer root(Handle handle, DistrictId provider, OfflineKeys offline, Instant now) {
        var made = vault.make(Purpose.ROOT);
        var root = new Signer(profiles.root(made.pair(), now), made.privateKey());
        add(handle, provider, Purpose.ROOT, made, now);
        Keys.addAuthority(handle, provider, root.certificate());
        for (var next : offline.nextRoot()) {
            Keys.add(
                    handle,
                    provider,
                    Purpose.ROOT,
                    KeyState.NEXT,
                    next.getPublicKey(),
                    Optional.empty(),
                    now);
            Keys.addAuthority(handle, provider, next);
        }
        var infrastructure = vault.make(Purpose.INFRASTRUCTURE);
        add(handle, provider, Purpose.INFRASTRUCTURE, infrastructure, now);
        Keys.addAuthority(
                handle, provider, profiles.infrastructure(root, infrastructure.publicKey(), now));
        audit.made(handle, provider, List.of(Purpose.ROOT, Purpose.INFRASTRUCTURE), now);
        return root;
    }

    /** A district's issuing authority, order keys and escrow key. */
    void district(
            Handle handle,
            Signer root,
            DistrictId district,
            OfflineKeys offline,
            EscrowKey escrow,
            Instant now) {
        var issuing = vault.make(Purpose.ISSUING);
        add(handle, district, Purpose.ISSUING, issuing, now);
        Keys.addAuthority(
                handle, district, profiles.issuing(root, district, issuing.publicKey(), now));
        add(handle, district, Purpose.ORDER, vault.make(Purpose.ORDER), now);
        Keys.add(
                handle,
                district,
                Purpose.ORDER,
                KeyState.NEXT,
                offline.nextOrder(),
                Optional.empty(),
                now);
        Keys.add(
                handle,
                district,
                Purpose.ESCROW,
                KeyState.CURRENT,
                escrow.pair().getPublic(),
                Optional.of(new PrivateHalf.Encrypted(escrow.encrypted())),
                now);
        audit.made(handle, district, List.of(Purpose.ISSUING, Purpose.ORDER, Purpose.ESCROW), now);
    }

    /** An escrow key pair whose private half only the custodian's passphrase opens. */
    record EscrowKey(KeyPair pair, Bytes encrypted) {}

    EscrowKey escrow(Secret custodianPassphrase, int iterations) {
        var pair = EcKeys.generate();
        return new EscrowKey(
                pair,
                Bytes.copyOf(
                        encryption.encrypt(pair.getPrivate(), custodianPassphrase, iterations)));
    }

    private void add(
            Handle handle, DistrictId district, Purpose purpose, KeyVault.Made made, Instant now) {
        Keys.add(
                handle,
                district,
                purpose,
                KeyState.CURRENT,
                made.publicKey(),
                Optional.of(made.half()),
                now);
    }
}
