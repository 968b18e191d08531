package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The snaps in use, from the files that each brings along: of several revisions the current one.
 * snapd's own state is one file of many megabytes.
 */
final class Snaps {

    private static final List<String> MOUNTS = List.of("/snap", "/var/lib/snapd/snap");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,60}");
    private static final Pattern REVISION = Pattern.compile("x?\\d{1,9}");
    private static final Pattern VERSION = line("version");
    private static final Pattern ARCHITECTURES =
            Pattern.compile("(?m)^architectures:\\s*(?:\\[\\s*|-\\s*)['\"]?([a-z0-9]{1,20})\\b");
    private static final int MAX_DESCRIPTION = 256 * 1024;
    private static final int MAX_SNAPS = 2_000;

    private Snaps() {}

    /** Empty where there is no snapd. */
    static Optional<Listing> read(DeviceFiles files) {
        for (var mounts : MOUNTS) {
            if (files.isFolder(mounts) && files.isFolder("/var/lib/snapd")) {
                return Optional.of(below(files, mounts));
            }
        }
        return Optional.empty();
    }

    private static Listing below(DeviceFiles files, String mounts) {
        var packages = new ArrayList<InstalledPackage>();
        int unreadable = 0;
        for (var name : names(files, mounts)) {
            var revision = files.linkTarget(mounts + "/" + name + "/current");
            if (!NAME.matcher(name).matches() || revision.isEmpty()) {
                continue; // such as /snap/bin
            }
            var snap = snap(files, mounts, name, revision.get());
            snap.ifPresent(packages::add);
            unreadable += snap.isPresent() ? 0 : 1;
        }
        return new Listing(packages, unreadable);
    }

    private static List<String> names(DeviceFiles files, String mounts) {
        try {
            return files.names(mounts).stream().limit(MAX_SNAPS).toList();
        } catch (IOException e) {
            return List.of(); // more entries than anybody has snaps: what dpkg says still counts
        }
    }

    private static Optional<InstalledPackage> snap(
            DeviceFiles files, String mounts, String name, String revision) {
        if (!REVISION.matcher(revision).matches()) {
            return Optional.empty();
        }
        try {
            var path = mounts + "/" + name + "/" + revision + "/meta/snap.yaml";
            var description = files.head(path, MAX_DESCRIPTION).orElse("");
            return first(VERSION, description)
                    .map(version ->
                            new InstalledPackage(
                                    name,
                                    version,
                                    first(ARCHITECTURES, description).orElse("all"),
                                    PackageSource.SNAP));
        } catch (IOException e) {
            return Optional.empty(); // a damaged image
        }
    }

    /** Without blanks, which versions do not have. */
    private static Optional<String> first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find()
                ? Clean.text(matcher.group(1)).map(found -> found.replace(' ', '_'))
                : Optional.empty();
    }

    private static Pattern line(String key) {
        return Pattern.compile("(?m)^" + key + ":[ \\t]*['\"]?([^'\"\\r\\n#]{1,200})");
    }
}
