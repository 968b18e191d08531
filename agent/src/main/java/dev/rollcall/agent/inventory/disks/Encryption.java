package dev.rollcall.agent.inventory.disks;

import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether something is encrypted at rest, and how; all absent when it cannot be learned. */
record Encryption(Optional<Boolean> encrypted, Optional<EncryptionMethod> method, Cipher cipher) {

    static final Encryption UNKNOWN =
            new Encryption(Optional.empty(), Optional.empty(), Cipher.UNKNOWN);
    static final Encryption NONE =
            new Encryption(Optional.of(false), Optional.empty(), Cipher.UNKNOWN);

    private static final Map<String, EncryptionMethod> METHODS =
            Map.of(
                    "LUKS1", EncryptionMethod.LUKS1,
                    "LUKS2", EncryptionMethod.LUKS2,
                    "PLAIN", EncryptionMethod.DM_CRYPT,
                    "BITLK", EncryptionMethod.DM_CRYPT,
                    "TCRYPT", EncryptionMethod.DM_CRYPT,
                    "LOOPAES", EncryptionMethod.DM_CRYPT);

    /** As zfsprops(7) lists them. */
    private static final Pattern ZFS_CIPHER = Pattern.compile("aes-(128|192|256)-[cg]cm");

    static Encryption by(EncryptionMethod method) {
        return by(method, Cipher.UNKNOWN);
    }

    static Encryption by(EncryptionMethod method, Cipher cipher) {
        return new Encryption(Optional.of(true), Optional.of(method), cipher);
    }

    boolean isOn() {
        return encrypted.equals(Optional.of(true));
    }

    /** This one, with a cipher; one that changes nothing is no encryption. */
    Encryption with(Cipher cipher) {
        return cipher.nothing() ? NONE : new Encryption(encrypted, method, cipher);
    }

    /**
     * From the uuid of a device-mapper device; empty if that device does not encrypt. Devices of
     * cryptsetup that only check what they read, verity and integrity, are called CRYPT too.
     */
    static Optional<Encryption> ofMapping(String uuid) {
        var parts = uuid.split("-", 3);
        return parts.length > 1 && parts[0].equals("CRYPT")
                ? Optional.ofNullable(METHODS.get(parts[1])).map(Encryption::by)
                : Optional.empty();
    }

    /** Of something spread over several parts: as weak as the weakest. */
    static Encryption ofAll(Collection<Encryption> parts) {
        if (parts.contains(NONE)) {
            return NONE;
        }
        if (parts.contains(UNKNOWN) || parts.isEmpty()) {
            return UNKNOWN;
        }
        var all = List.copyOf(parts);
        return new Encryption(
                Optional.of(true),
                Cipher.agreed(all, Encryption::method),
                Cipher.ofAll(all.stream().map(Encryption::cipher).toList()));
    }

    /**
     * From what {@code zfs get encryption} says of a dataset; what it never says is unknown, and so
     * is one that does not encrypt: what it lies on may.
     */
    static Encryption ofZfs(String value) {
        var cipher = value.strip();
        var known = ZFS_CIPHER.matcher(cipher);
        if (known.matches()) {
            return by(EncryptionMethod.ZFS, Cipher.of(cipher, Integer.parseInt(known.group(1))));
        }
        return UNKNOWN;
    }

    /**
     * The verdict over root, home and every swap area; empty when it cannot be given.
     *
     * @param swaps absent when nobody knows which there are
     */
    static Optional<DeviceProtection> protection(
            Encryption root, Encryption home, Optional<List<Encryption>> swaps) {
        var all = new ArrayList<>(swaps.orElseGet(() -> List.of(UNKNOWN)));
        all.add(root);
        all.add(home);
        if (all.stream().anyMatch(e -> e.encrypted().equals(Optional.of(false)))) {
            return Optional.of(DeviceProtection.NO);
        }
        return all.stream().anyMatch(e -> e.encrypted().isEmpty())
                ? Optional.empty()
                : Optional.of(DeviceProtection.YES);
    }
}
