package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.packages.ControlStanzas;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Lz4Stream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;

/** The package lists that apt fetched, read as they lie: plain, gzip or LZ4. */
final class AptLists {

    static final String FOLDER = "/var/lib/apt/lists";

    private static final List<String> RELEASES = List.of("_InRelease", "_Release");
    private static final int RELEASE_HEAD = 16 * 1024;
    private static final long MAX_BYTES = 1L << 30; // all of Debian is 50 MB, unpacked
    private static final List<String> FIELDS = List.of("Package", "Version", "Architecture");

    private final DeviceFiles files;

    AptLists(DeviceFiles files) {
        this.files = files;
    }

    /** What a package list offers. */
    interface Offers {
        void offer(Archive archive, String name, String version, String architecture);
    }

    /** The names of the package lists that can be read here. */
    List<String> names() throws IOException {
        return files.names(FOLDER).stream()
                .filter(n ->
                        n.endsWith("Packages")
                                || n.endsWith("Packages.gz")
                                || n.endsWith("Packages.lz4"))
                .toList();
    }

    /** Archives by the beginning that their files' names share. */
    Map<String, Archive> archives() throws IOException {
        var archives = new TreeMap<String, Archive>();
        for (var name : files.names(FOLDER)) {
            for (var ending : RELEASES) {
                if (name.endsWith(ending)) {
                    var prefix = name.substring(0, name.length() - ending.length());
                    var head = files.head(FOLDER + "/" + name, RELEASE_HEAD).orElse("");
                    Clean.text(prefix)
                            .ifPresent(clean -> archives.put(prefix, Archive.parse(clean, head)));
                }
            }
        }
        return archives;
    }

    /** Which archive a package list belongs to: the one with the longest beginning in common. */
    static Archive archiveOf(String list, Map<String, Archive> archives) {
        return archives.entrySet().stream()
                .filter(e -> list.startsWith(e.getKey() + "_"))
                .max(Comparator.comparingInt(e -> e.getKey().length()))
                .map(Map.Entry::getValue)
                .orElseGet(() -> Archive.unnamed(Clean.text(list).orElse("list")));
    }

    /** Reads one list from beginning to end; fails where some of it is no list at all. */
    void read(String list, Archive archive, Offers offers) throws IOException {
        try (var in = open(list).orElse(null)) {
            if (in == null) {
                return;
            }
            var damaged = new AtomicBoolean();
            ControlStanzas.read(
                    in,
                    MAX_BYTES,
                    FIELDS,
                    stanza -> {
                        if (stanza.isEmpty()) {
                            damaged.set(true);
                        }
                        var name = stanza.get("Package");
                        var version = stanza.get("Version");
                        var architecture = stanza.get("Architecture");
                        if (name != null && version != null && architecture != null) {
                            offers.offer(archive, name, version, architecture);
                        }
                    });
            if (damaged.get()) {
                throw new IOException(list + " is damaged");
            }
        }
    }

    /** A mark that changes when a list is fetched: names, sizes and times of the files. */
    List<String> fingerprint() throws IOException {
        var marks = new ArrayList<String>();
        for (var name : files.names(FOLDER)) {
            var path = FOLDER + "/" + name;
            marks.add(name + " " + files.size(path) + " " + files.modified(path));
        }
        return marks;
    }

    private Optional<InputStream> open(String list) throws IOException {
        var raw = files.stream(FOLDER + "/" + list);
        if (raw.isEmpty() || list.endsWith("Packages")) {
            return raw;
        }
        return Optional.of(
                list.endsWith(".gz")
                        ? new GZIPInputStream(raw.get(), 64 * 1024)
                        : new Lz4Stream(raw.get()));
    }
}
