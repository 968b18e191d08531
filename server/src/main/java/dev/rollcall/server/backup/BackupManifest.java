package dev.rollcall.server.backup;

import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The last entry of a backup: what is in it.
 *
 * @param format of the archive; a reader refuses one that it does not know
 * @param version of the server that wrote it
 * @param epoch of the database when it was written
 * @param keysElsewhere private keys that the server needs and that are in a token, by name; none in
 *     a backup of an older version
 */
public record BackupManifest(
        int format,
        String version,
        Instant madeAt,
        long epoch,
        List<Entry> entries,
        List<String> keysElsewhere) {

    /** The name of the manifest in the archive. */
    static final String NAME = "manifest.json";

    static final int FORMAT = 1;

    /** One file of the data folder. @param name its path below the data folder */
    public record Entry(String name, long bytes, Digest digest) {

        public Entry {
            Objects.requireNonNull(digest, "digest");
            if (name.isEmpty()
                    || name.startsWith("/")
                    || name.contains("\\")
                    || List.of(name.split("/", -1)).contains("..")) {
                throw new IllegalArgumentException("a path below the data folder expected");
            }
        }
    }

    public BackupManifest {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(madeAt, "madeAt");
        entries = List.copyOf(entries);
        keysElsewhere = List.copyOf(Objects.requireNonNullElse(keysElsewhere, List.of()));
    }
}
