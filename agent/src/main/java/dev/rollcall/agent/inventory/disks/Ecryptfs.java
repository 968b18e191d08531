package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.UntrustedFolder;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** eCryptfs, a file system over another one that encrypts file by file. */
public final class Ecryptfs {

    static final String TYPE = "ecryptfs";

    private static final String HOMES = "/home/.ecryptfs";
    private static final String LOWER = ".Private";
    private static final String SETTINGS = ".ecryptfs";
    private static final int MOST = 4096;
    private static final int MAX_KEY_BYTES = 64;

    /** What mount.ecryptfs_private mounts with, and nothing else. */
    private static final Encryption PREPARED =
            Encryption.by(EncryptionMethod.ECRYPTFS, Cipher.of("aes", 128));

    private Ecryptfs() {}

    static boolean isOne(Mounts.Mount mount) {
        return mount.fileSystem().equals(TYPE);
    }

    /** What a mount says of itself in its options. */
    static Encryption of(Mounts.Mount mount) {
        return Encryption.by(
                EncryptionMethod.ECRYPTFS,
                new Cipher(
                        option(mount, "ecryptfs_cipher").filter(LuksHeader::isName),
                        option(mount, "ecryptfs_key_bytes")
                                .flatMap(DeviceFiles::wholeNumber)
                                .filter(bytes -> bytes > 0 && bytes <= MAX_KEY_BYTES)
                                .map(bytes -> bytes.intValue() * Byte.SIZE),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Optional<String> option(Mounts.Mount mount, String name) {
        return Arrays.stream(mount.options().split(","))
                .filter(option -> option.startsWith(name + "="))
                .map(option -> option.substring(name.length() + 1))
                .findFirst();
    }

    /** Mounted when somebody logs in, and so a sign of when that was. */
    static boolean comesAndGoes(Mounts.Mount mount) {
        return mount.mountPoint().startsWith("/home/") || mount.source().endsWith("/" + LOWER);
    }

    /**
     * Of a home that ecryptfs-utils made, mounted or not: its encrypted files, the name of its key
     * and where it is mounted are kept beside the homes, in folders that belong to people. Empty of
     * any other home.
     */
    static Optional<Encryption> prepared(DeviceFiles files, String home) {
        var person = home.substring(home.lastIndexOf('/') + 1);
        var opened = UntrustedFolder.open(files.at(HOMES + "/" + person));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (var kept = opened.get()) {
            boolean complete =
                    has(kept, LOWER)
                            && text(kept, "Private.sig").isPresent()
                            && text(kept, "Private.mnt").equals(Optional.of(home));
            return complete ? Optional.of(PREPARED) : Optional.empty();
        }
    }

    /**
     * Where the encrypted files of such a home are kept: all that is left of it while nobody is
     * signed in. Empty of any other home.
     */
    public static Optional<UntrustedFolder> files(DeviceFiles files, String home) {
        if (prepared(files, home).isEmpty()) {
            return Optional.empty();
        }
        var person = home.substring(home.lastIndexOf('/') + 1);
        try (var kept = UntrustedFolder.open(files.at(HOMES + "/" + person)).orElse(null)) {
            return kept == null ? Optional.empty() : kept.folder(LOWER);
        }
    }

    private static boolean has(UntrustedFolder folder, String name) {
        var found = folder.folder(name);
        found.ifPresent(UntrustedFolder::close);
        return found.isPresent();
    }

    private static Optional<String> text(UntrustedFolder kept, String name) {
        var opened = kept.folder(SETTINGS);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (var folder = opened.get();
                var in = folder.file(name, MOST).orElse(null)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip())
                            .filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty(); // larger than it should be
        }
    }
}
