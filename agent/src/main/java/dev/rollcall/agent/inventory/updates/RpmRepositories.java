package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What dnf keeps of its repositories: of each the index file, repomd.xml, that says what the
 * repository publishes and since when.
 *
 * @param byId as in dnf's configuration
 * @param refreshed when dnf last got an index
 */
record RpmRepositories(TreeMap<String, Repository> byId, Optional<Instant> refreshed) {

    /**
     * One repository.
     *
     * @param advisories whether it says which updates are about security
     * @param published by its own clock
     */
    record Repository(boolean advisories, Optional<Instant> published) {}

    /** Of dnf 4 and of dnf 5. */
    static final List<String> CACHES = List.of("/var/cache/dnf", "/var/cache/libdnf5");

    private static final int MOST = 256 * 1024;

    /** The cache's folder is called after the repository and a digest of its address. */
    private static final Pattern FOLDER = Pattern.compile("(.{1,200})-[0-9a-f]{16}");

    private static final Pattern ADVISORIES = Pattern.compile("<data type=\"updateinfo\"");
    private static final Pattern REVISION =
            Pattern.compile("<revision>\\s*([1-9]\\d{9})\\s*</revision>");
    private static final Pattern TIMESTAMP =
            Pattern.compile("<timestamp>\\s*([1-9]\\d{9})(?:\\.\\d+)?\\s*</timestamp>");

    static RpmRepositories read(DeviceFiles files) throws IOException {
        var byId = new TreeMap<String, Repository>();
        var refreshed = Optional.<Instant>empty();
        for (var cache : CACHES) {
            for (var folder : files.names(cache)) {
                var index = cache + "/" + folder + "/repodata/repomd.xml";
                var id = FOLDER.matcher(folder);
                var text = files.head(index, MOST);
                if (text.isEmpty() || !id.matches()) {
                    continue;
                }
                byId.put(id.group(1), parse(text.get()));
                refreshed = later(refreshed, files.modified(index));
            }
        }
        return new RpmRepositories(byId, refreshed);
    }

    static Repository parse(String index) {
        var published = Optional.<Instant>empty();
        for (var pattern : List.of(REVISION, TIMESTAMP)) {
            for (var number = pattern.matcher(index); number.find(); ) {
                var at = Instant.ofEpochSecond(Long.parseLong(number.group(1)));
                published = later(published, Optional.of(at));
            }
        }
        return new Repository(ADVISORIES.matcher(index).find(), published);
    }

    boolean advises(String repository) {
        var known = byId.get(repository);
        return known != null && known.advisories();
    }

    Optional<Instant> published(String repository) {
        return Optional.ofNullable(byId.get(repository)).flatMap(Repository::published);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().isAfter(other.get()) ? one.get() : other.get())
                : one.or(() -> other);
    }
}
