package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Applications and runtimes that flatpak installed for everybody, by its folders. What people
 * install for themselves is not looked at.
 */
final class Flatpaks {

    private static final String ROOT = "/var/lib/flatpak/";
    private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,250}");
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,60}");

    /** In flatpak's binary record of an installation: a name, blanks, text, and that it is one. */
    private static final Pattern VERSION =
            Pattern.compile("appdata-version\0{1,8}([^\0]{1,200})\0\0s");

    private static final int MAX_RECORD = 1024 * 1024;
    private static final int MAX_REFS = 2_000;

    private Flatpaks() {}

    /** Empty where there is no flatpak. */
    static Optional<Listing> read(DeviceFiles files) {
        if (!files.isFolder(ROOT + "app") && !files.isFolder(ROOT + "runtime")) {
            return Optional.empty();
        }
        var packages = new ArrayList<InstalledPackage>();
        int unreadable = 0;
        for (var kind : List.of("app", "runtime")) {
            try {
                refs(files, ROOT + kind, packages);
            } catch (IOException e) {
                unreadable++; // a folder without end: what other systems say still counts
            }
        }
        return Optional.of(new Listing(packages, unreadable));
    }

    /** Folders are ID/ARCHITECTURE/BRANCH; {@code active} is a link to what is installed. */
    private static void refs(DeviceFiles files, String root, List<InstalledPackage> packages)
            throws IOException {
        for (var id : files.names(root)) {
            if (!ID.matcher(id).matches() || id.endsWith(".Locale") || id.endsWith(".Debug")) {
                continue; // translations come and go with the language that is set
            }
            for (var architecture : folders(files, root + "/" + id)) {
                var branches = root + "/" + id + "/" + architecture;
                for (var branch : folders(files, branches)) {
                    var active = branches + "/" + branch + "/active";
                    if (packages.size() < MAX_REFS && files.link(active).isPresent()) {
                        packages.add(
                                new InstalledPackage(
                                        id,
                                        version(files, active).orElse(branch),
                                        architecture,
                                        PackageSource.FLATPAK));
                    }
                }
            }
        }
    }

    private static List<String> folders(DeviceFiles files, String folder) throws IOException {
        return files.names(folder).stream()
                .filter(name -> PART.matcher(name).matches() && !name.equals("current"))
                .toList();
    }

    /** What the maker calls it; runtimes and some applications have but their branch. */
    private static Optional<String> version(DeviceFiles files, String active) {
        try {
            return files.bytes(active + "/deploy", MAX_RECORD)
                    .map(record -> VERSION.matcher(new String(record, StandardCharsets.UTF_8)))
                    .filter(matcher -> matcher.find())
                    .flatMap(matcher -> Clean.text(matcher.group(1)))
                    .map(version -> version.replace(' ', '_'));
        } catch (IOException e) {
            return Optional.empty(); // no such record is this large
        }
    }
}
