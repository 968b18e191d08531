package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.inventory.disks.Ecryptfs;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.UntrustedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether home folders are used: no login manager of a desktop writes to lastlog, but whoever signs
 * in to one leaves files behind. The names in the home and in a few folders of settings are looked
 * at for when they were changed, and nothing is opened. Homes on a server are left alone.
 *
 * @param remote where file systems of servers are mounted, or would be by being looked at
 */
record HomeTraces(DeviceFiles files, Span span, List<Path> remote) {

    private static final List<String> FOLDERS =
            List.of(".cache", ".config", ".local/share", ".local/state");
    private static final int MAX_NAMES = 500;
    private static final Pattern REMOTE =
            Pattern.compile("(nfs|cifs|smb|autofs|afs|ceph|9p|gluster|fuse\\.).*");

    HomeTraces {
        remote = List.copyOf(remote);
    }

    static HomeTraces of(DeviceFiles files, Span span) throws IOException {
        var remote =
                files.lines("/proc/self/mounts").stream()
                        .map(line -> line.split(" ", 4))
                        .filter(fields -> fields.length > 3 && REMOTE.matcher(fields[2]).matches())
                        .filter(fields -> fields[1].matches("/[^\0]*"))
                        .map(fields -> Path.of(fields[1].replace("\\040", " ")))
                        .toList();
        return new HomeTraces(files, span, remote);
    }

    /** Empty where there is no home folder here, or it is closed. */
    Optional<Seen> seen(String home) {
        if (!home.matches("(/[^/\0]{1,255}){1,10}")
                || home.contains("/.")
                || remote.stream().anyMatch(Path.of(home)::startsWith)) {
            return Optional.empty();
        }
        try (var folder = UntrustedFolder.open(files.at(home)).orElse(null)) {
            if (folder == null) {
                return Optional.empty();
            }
            var seen = newest(folder);
            for (var name : FOLDERS) {
                try (var below = folder.folder(name).orElse(null)) {
                    seen = below == null ? seen : LoginRecords.later(seen, newest(below));
                }
            }
            return Optional.of(LoginRecords.later(seen, encrypted(home)));
        }
    }

    /**
     * Of a home that eCryptfs encrypts, whose own folder is an old stub until it is mounted. Its
     * names are encrypted, so that all of its folders are looked at.
     */
    private Seen encrypted(String home) {
        try (var kept = Ecryptfs.files(files, home).orElse(null)) {
            if (kept == null) {
                return Seen.NEVER;
            }
            var names = kept.names(MAX_NAMES);
            var seen = newest(kept, names);
            for (var name : names) {
                if (seen == Seen.RECENTLY) {
                    return seen;
                }
                try (var below = kept.folder(name).orElse(null)) {
                    seen = below == null ? seen : LoginRecords.later(seen, newest(below));
                }
            }
            return seen;
        }
    }

    private Seen newest(UntrustedFolder folder) {
        return newest(folder, folder.names(MAX_NAMES));
    }

    /** What somebody dated into the future says nothing. */
    private Seen newest(UntrustedFolder folder, List<String> names) {
        var seen = folder.modified().map(span::seen).filter(HomeTraces::says).orElse(Seen.NEVER);
        for (var name : names) {
            if (seen == Seen.RECENTLY) {
                return seen;
            }
            var entry = folder.modified(name).map(span::seen).filter(HomeTraces::says);
            seen = LoginRecords.later(seen, entry.orElse(Seen.NEVER));
        }
        return seen;
    }

    private static boolean says(Seen seen) {
        return seen != Seen.SENSELESS;
    }
}
