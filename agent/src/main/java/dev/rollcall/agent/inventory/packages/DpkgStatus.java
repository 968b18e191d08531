package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The installed packages as dpkg's own database lists them: everything that is not removed down to
 * its configuration files.
 *
 * @param packages with their architectures
 * @param held names of packages that are kept from being updated
 * @param unreadable entries that made no sense, and were skipped
 */
public record DpkgStatus(List<InstalledPackage> packages, List<String> held, int unreadable) {

    public static final String FILE = "/var/lib/dpkg/status";

    /** There where dpkg installed itself. */
    private static final String OWN_FILES = "/var/lib/dpkg/info/dpkg.list";

    private static final long MAX_BYTES = 256L * 1024 * 1024;
    private static final int MAX_PACKAGES = 50_000;
    private static final Pattern SOURCE = Pattern.compile("([^ ()]+)(?: \\(([^ ()]+)\\))?");

    public DpkgStatus {
        packages = List.copyOf(packages);
        held = List.copyOf(held);
    }

    /**
     * Empty if this device has no dpkg database, or one of nothing beside that of rpm, which dpkg
     * leaves where rpm installed it. Anywhere else a database of nothing is a damaged one.
     */
    public static Optional<DpkgStatus> read(DeviceFiles files) throws IOException {
        var read = list(files);
        if (read.filter(status -> status.packages().isEmpty()).isEmpty()) {
            return read;
        }
        if (RpmDatabase.present(files) && !files.exists(OWN_FILES)) {
            return Optional.empty();
        }
        throw new IOException(FILE + " lists no installed package");
    }

    private static Optional<DpkgStatus> list(DeviceFiles files) throws IOException {
        try (var in = files.stream(FILE).orElse(null)) {
            if (in == null) {
                return Optional.empty();
            }
            if (files.size(FILE) > MAX_BYTES) {
                throw new IOException(FILE + " is larger than " + MAX_BYTES + " bytes");
            }
            var reading = new Reading();
            ControlStanzas.read(
                    in,
                    MAX_BYTES,
                    List.of("Package", "Status", "Version", "Architecture", "Source"),
                    reading::entry);
            if (reading.packages.size() > MAX_PACKAGES) {
                throw new IOException(FILE + " lists more than " + MAX_PACKAGES + " packages");
            }
            return Optional.of(new DpkgStatus(reading.packages, reading.held, reading.unreadable));
        }
    }

    private static final class Reading {

        private final List<InstalledPackage> packages = new ArrayList<>();
        private final List<String> held = new ArrayList<>();
        private int unreadable;

        private void entry(Map<String, String> stanza) {
            var name = clean(stanza, "Package");
            var status = stanza.getOrDefault("Status", "").split(" ", -1);
            if (name.isEmpty() || status.length != 3) {
                unreadable++;
                return;
            }
            if (status[2].equals("not-installed") || status[2].equals("config-files")) {
                return;
            }
            var version = clean(stanza, "Version");
            var architecture = clean(stanza, "Architecture");
            if (version.isEmpty() || architecture.isEmpty()) {
                unreadable++;
                return;
            }
            if (packages.size() <= MAX_PACKAGES) {
                packages.add(
                        built(
                                new InstalledPackage(
                                        name.get(),
                                        version.get(),
                                        architecture.get(),
                                        PackageSource.DPKG),
                                clean(stanza, "Source").orElse("")));
                if (status[0].equals("hold")) {
                    held.add(name.get());
                }
            }
        }

        /** Another version of the source stands behind its name, in parentheses. */
        private static InstalledPackage built(InstalledPackage installed, String source) {
            var parts = SOURCE.matcher(source);
            return parts.matches()
                    ? installed.from(
                            parts.group(1),
                            Optional.ofNullable(parts.group(2)).orElse(installed.version()))
                    : installed;
        }

        private static Optional<String> clean(Map<String, String> stanza, String field) {
            return Optional.ofNullable(stanza.get(field)).flatMap(Clean::text);
        }
    }
}
