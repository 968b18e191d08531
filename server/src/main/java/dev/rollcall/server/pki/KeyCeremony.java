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
        var pair = EcKeys.generate();
        var root = new Signer(profiles.root(pair, now), pair.getPrivate());
        add(handle, provider, Purpose.ROOT, pair, now);
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
        var infrastructure = EcKeys.generate();
        add(handle, provider, Purpose.INFRASTRUCTURE, infrastructure, now);
        Keys.addAuthority(
                handle, provider, profiles.infrastructure(root, infrastructure.getPublic(), now));
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
        var issuing = EcKeys.generate();
        add(handle, district, Purpose.ISSUING, issuing, now);
        Keys.addAuthority(
                handle, district, profiles.issuing(root, district, issuing.getPublic(), now));
        add(handle, district, Purpose.ORDER, EcKeys.generate(), now);
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
                Optional.of(escrow.encrypted()),
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
            Handle handle, DistrictId district, Purpose purpose, KeyPair pair, Instant now) {
        Keys.add(
                handle,
                district,
                purpose,
                KeyState.CURRENT,
                pair.getPublic(),
                Optional.of(vault.encrypt(pair.getPrivate())),
                now);
    }
}
