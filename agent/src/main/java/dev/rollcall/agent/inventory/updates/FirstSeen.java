package dev.rollcall.agent.inventory.updates;

import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Remembers since when a package has an update pending: the date that the archive stated when this
 * device first saw one. The date is the archive's and not the device's, whose clock may be wrong;
 * it stays while still newer versions follow, and goes when the package is up to date. Used by one
 * thread at a time.
 */
public final class FirstSeen {

    private static final Logger LOG = LoggerFactory.getLogger(FirstSeen.class);
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Optional<Path> file;
    private Map<String, Instant> known;

    /**
     * @param file to keep it across restarts; one that is missing or damaged is begun anew
     */
    public FirstSeen(Optional<Path> file) {
        this.file = file;
        this.known = file.map(FirstSeen::load).orElseGet(Map::of);
    }

    /** The same updates, each since it was first seen. */
    public List<PendingUpdate> date(List<PendingUpdate> pending) {
        var now = new TreeMap<String, Instant>();
        for (var update : pending) {
            var since = Optional.ofNullable(known.get(key(update))).or(update::since);
            since.ifPresent(when -> now.put(key(update), when));
        }
        if (!now.equals(known)) {
            file.ifPresent(f -> trySaving(f, now));
            known = now;
        }
        return pending.stream().map(u -> since(u, Optional.ofNullable(now.get(key(u))))).toList();
    }

    private static String key(PendingUpdate update) {
        return update.name() + "/" + update.architecture().orElse("");
    }

    private static PendingUpdate since(PendingUpdate update, Optional<Instant> since) {
        return new PendingUpdate(
                update.name(),
                update.architecture(),
                update.installed(),
                update.candidate(),
                update.security(),
                update.origin(),
                since,
                update.held());
    }

    private static Map<String, Instant> load(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Map.of();
            }
            return Json.strict()
                    .readValue(
                            Files.readAllBytes(file),
                            new TypeReference<TreeMap<String, Instant>>() {});
        } catch (IOException | JacksonException e) {
            return Map.of(); // a damaged memory is worth less than none
        }
    }

    /** A full disk must not cost the section: until it is saved, the memory lasts for this run. */
    private static void trySaving(Path file, Map<String, Instant> dates) {
        try {
            save(file, dates);
        } catch (IOException e) {
            LOG.warn("pending updates not remembered file={} because={}", file, e.toString());
        }
    }

    /** Where the file system knows owners by bits; elsewhere the folder says who may read it. */
    private static FileAttribute<?>[] onlyOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void save(Path file, Map<String, Instant> dates) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        var draft = Files.createTempFile(folder, "pending-since", ".new", onlyOwner(file));
        try {
            Files.write(draft, Json.strict().writeValueAsBytes(dates));
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
