package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.FolderEncryption;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The homes of people, where what they lie on is not encrypted: eCryptfs and fscrypt encrypt each
 * for itself, and all are as weak as the weakest. What is said does not depend on who is logged in:
 * it is read from what stays when they log out. No home is listed.
 */
final class HomeFolders {

    private static final int MAX_HOMES = 500;
    private static final Set<EncryptionMethod> BY_FOLDER =
            Set.of(EncryptionMethod.ECRYPTFS, EncryptionMethod.FSCRYPT);

    private final DeviceFiles files;
    private final Function<Path, FolderEncryption.Answer> kernel;

    HomeFolders(DeviceFiles files, Function<Path, FolderEncryption.Answer> kernel) {
        this.files = files;
        this.kernel = kernel;
    }

    /**
     * What is known of homes.
     *
     * @param home of every home, whatever encrypts it
     * @param folder of the folder of homes, as of a volume: encrypted where each home in it is
     */
    record Judged(Encryption home, Encryption folder) {}

    /** The folder of homes: /home, or where a link of that name leads. */
    String folder() {
        return folder(files);
    }

    private static String folder(DeviceFiles files) {
        return files.link("/home")
                .map(target -> target.startsWith("/") ? target : "/" + target)
                .filter(target -> target.matches("(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+"))
                .orElse("/home");
    }

    /** Whether somebody's home is mounted there while they are logged in (systemd-homed). */
    static boolean comesAndGoes(DeviceFiles files, Mounts.Mount mount) {
        return mount.mountPoint().startsWith(folder(files) + "/")
                && (files.exists(mount.mountPoint() + ".home")
                        || files.exists(mount.mountPoint() + ".homedir"));
    }

    Judged judge(Map<String, Encryption> volumes, List<Mounts.Mount> mounts) {
        var folder = folder();
        var below = holding(folder, volumes);
        if (below.isOn()) {
            var all = new ArrayList<>(List.of(below));
            volumes.forEach((point, encryption) -> {
                if (point.startsWith(folder + "/")) {
                    all.add(encryption);
                }
            });
            return new Judged(Encryption.ofAll(all), below);
        }
        var homes = homes(folder, volumes, mounts);
        if (homes.isEmpty()) {
            return new Judged(below, below);
        }
        var home = Encryption.ofAll(homes);
        boolean byFolder =
                homes.stream().allMatch(h -> h.method().filter(BY_FOLDER::contains).isPresent());
        return new Judged(home, byFolder || !home.isOn() ? home : below);
    }

    private List<Encryption> homes(
            String folder, Map<String, Encryption> volumes, List<Mounts.Mount> mounts) {
        if (Mounts.isElsewhere(folder, mounts)) {
            return List.of();
        }
        List<String> named;
        try {
            named = named(folder);
        } catch (IOException e) {
            return List.of(Encryption.UNKNOWN); // it may not be read, or has no end
        }
        if (named.size() > MAX_HOMES) {
            return List.of(Encryption.UNKNOWN);
        }
        return named.stream()
                .filter(home -> !Mounts.isElsewhere(home, mounts))
                .map(home -> isImage(home) ? Encryption.UNKNOWN : encryption(home, volumes, mounts))
                .toList();
    }

    /** By what it lies on, or for itself. */
    private Encryption encryption(
            String home, Map<String, Encryption> volumes, List<Mounts.Mount> mounts) {
        var below = holding(home, volumes);
        if (below.isOn()) {
            return below;
        }
        var stacked =
                Ecryptfs.prepared(files, home)
                        .or(() ->
                                mounts.stream()
                                        .filter(Ecryptfs::isOne)
                                        .filter(mount -> mount.mountPoint().equals(home))
                                        .map(Ecryptfs::of)
                                        .findFirst());
        if (stacked.isPresent()) {
            return stacked.get();
        }
        var own = Fscrypt.of(kernel.apply(files.at(home)));
        return own.equals(Encryption.NONE) ? below : own;
    }

    /**
     * Folders and images; a folder of root's that has folders in it may hold the homes of a domain,
     * and what systemd-homed shows while somebody is logged in is judged by where it is kept.
     */
    private List<String> named(String folder) throws IOException {
        var homes = new ArrayList<String>();
        var names = new HashSet<>(files.names(folder));
        for (var name : names.stream().sorted().toList()) {
            var home = folder + "/" + name;
            boolean kept = names.contains(name + ".home") || names.contains(name + ".homedir");
            if (isHome(name) && !kept) {
                var inside = isOfRoot(home) && !isLink(home) ? folders(home) : List.<String>of();
                if (!inside.isEmpty()) {
                    homes.addAll(inside);
                } else if (isFolder(home) || isLink(home) || isImage(home)) {
                    homes.add(home);
                }
            }
        }
        return homes;
    }

    private List<String> folders(String domain) throws IOException {
        return files.names(domain).stream()
                .filter(HomeFolders::isHome)
                .map(name -> domain + "/" + name)
                .filter(this::isFolder)
                .toList();
    }

    private static boolean isHome(String name) {
        return !name.startsWith(".") && !name.equals("lost+found");
    }

    private boolean isFolder(String path) {
        return Files.isDirectory(files.at(path), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isLink(String path) {
        return Files.isSymbolicLink(files.at(path));
    }

    private boolean isImage(String path) {
        return path.endsWith(".home")
                && Files.isRegularFile(files.at(path), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isOfRoot(String folder) {
        try {
            return Files.getAttribute(files.at(folder), "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // gone
        }
    }

    /** Of the volume that holds a path: the one mounted nearest above it. */
    static Encryption holding(String path, Map<String, Encryption> volumes) {
        return volumes.entrySet().stream()
                .filter(e -> Mounts.isAbove(e.getKey(), path))
                .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(Encryption.UNKNOWN);
    }
}
