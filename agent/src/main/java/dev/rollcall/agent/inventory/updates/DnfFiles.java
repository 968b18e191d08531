package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.FileMark;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files, beside rpm's database, on which it depends what dnf 4 and 5 say is pending: how they
 * are configured, with their repositories, exclusions, locks and modules, and what they fetched of
 * each repository. Not among them is what dnf works out of these by itself, and writes when it only
 * reads.
 */
final class DnfFiles {

    private static final List<String> SETTINGS =
            List.of(
                    "/etc/dnf",
                    "/etc/yum",
                    "/etc/yum.repos.d",
                    "/etc/distro.repos.d",
                    "/usr/share/dnf5");
    private static final List<String> SINGLE =
            List.of("/etc/yum.conf", "/usr/lib/sysimage/libdnf5/modules.toml");
    private static final int DEPTH = 3;

    private DnfFiles() {}

    /** Changes with each of them. */
    static List<String> mark(DeviceFiles files) throws IOException {
        var marks = new ArrayList<String>();
        for (var folder : SETTINGS) {
            marks.addAll(FileMark.below(files, folder, DEPTH));
        }
        for (var file : SINGLE) {
            FileMark.of(files, file).ifPresent(marks::add);
        }
        for (var cache : RpmRepositories.CACHES) {
            for (var repository : files.names(cache)) {
                marks.addAll(FileMark.below(files, cache + "/" + repository + "/repodata", 0));
            }
        }
        return marks;
    }
}
