package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Udev;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The block devices below mounted volumes, as /sys shows them. */
final class BlockDevices {

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}:\\d{1,9}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9!+._:-]{0,120}");

    /** A volume of ZFS: the kernel does not say which disks it lies on. */
    private static final Pattern OF_ZFS = Pattern.compile("zd\\d.*");

    private static final String BTRFS = "/sys/fs/btrfs";
    private static final int MAX_LAYERS = 8;
    private static final int HEADER_LAYERS = 3;
    private static final int SECTOR = 512;

    private final DeviceFiles files;

    BlockDevices(DeviceFiles files) {
        this.files = files;
    }

    /** The folder in /sys of what is mounted, by number where there is one, else by name. */
    Optional<String> folder(Mounts.Mount mount) throws IOException {
        if (NUMBER.matcher(mount.number()).matches()) {
            return existing("/sys/dev/block/" + mount.number());
        }
        return folder(mount.source());
    }

    /**
     * As weak as the weakest disk that a mounted file system lies on. One without a number of its
     * own may lie on several, of which mount(8) names one: btrfs tells which, and of any other
     * nothing is known.
     */
    Encryption encryption(Mounts.Mount mount) throws IOException {
        var folder = folder(mount);
        if (folder.isEmpty()) {
            return Encryption.UNKNOWN;
        }
        if (NUMBER.matcher(mount.number()).matches()) {
            return encryption(folder.get());
        }
        if (!mount.fileSystem().equals("btrfs")) {
            return Encryption.UNKNOWN;
        }
        var name = folder.get().substring(folder.get().lastIndexOf('/') + 1);
        var below = new ArrayList<Encryption>();
        for (var member : members(name)) {
            var disk = byName(member);
            below.add(disk.isEmpty() ? Encryption.UNKNOWN : encryption(disk.get()));
        }
        return Encryption.ofAll(below);
    }

    /** The names of all disks of the btrfs that one belongs to; none where that cannot be read. */
    private List<String> members(String name) throws IOException {
        for (var fileSystem : files.names(BTRFS)) {
            var members = files.names(BTRFS + "/" + fileSystem + "/devices");
            if (members.contains(name)) {
                return members;
            }
        }
        return List.of();
    }

    /** The folder in /sys of a path such as /dev/sda1, /dev/mapper/root or /dev/disk/by-uuid/... */
    Optional<String> folder(String device) throws IOException {
        if (!device.startsWith("/dev/")) {
            return Optional.empty();
        }
        var name = files.linkTarget(device).orElse(device.substring(device.lastIndexOf('/') + 1));
        var direct = byName(name);
        return direct.isPresent() || !device.startsWith("/dev/mapper/") ? direct : mapped(name);
    }

    /** The kernel's name of what a folder in /sys is of: that may be a link by number. */
    private String name(String folder) {
        return files.linkTarget(folder).orElse(folder.substring(folder.lastIndexOf('/') + 1));
    }

    /** It, and everything below it down to the disks, by the kernel's names. */
    Set<String> layers(String folder) throws IOException {
        var names = new TreeSet<String>();
        addLayers(folder, MAX_LAYERS, names);
        return names;
    }

    private void addLayers(String folder, int layersLeft, Set<String> names) throws IOException {
        if (layersLeft > 0 && names.add(name(folder))) {
            for (var slave : files.names(folder + "/slaves")) {
                var below = byName(slave);
                if (below.isPresent()) {
                    addLayers(below.get(), layersLeft - 1, names);
                }
            }
        }
    }

    Optional<Long> bytes(String folder) {
        return files.number(folder + "/size")
                .filter(sectors -> sectors > 0 && sectors < Long.MAX_VALUE / SECTOR)
                .map(sectors -> sectors * SECTOR);
    }

    /** Of the file system on it, as udev found it. */
    Optional<String> label(String folder) {
        return Udev.decoded(files, folder, "ID_FS_LABEL_ENC").flatMap(Clean::text);
    }

    Encryption encryption(String folder) throws IOException {
        return encryption(folder, MAX_LAYERS);
    }

    /** A layer of dm-crypt anywhere between the file system and every disk below it encrypts. */
    private Encryption encryption(String folder, int layersLeft) throws IOException {
        if (layersLeft == 0 || files.exists(folder + "/loop/backing_file")) {
            return Encryption.UNKNOWN;
        }
        var uuid = files.fact(folder + "/dm/uuid");
        var mapping = uuid.flatMap(Encryption::ofMapping);
        if (mapping.isPresent()) {
            return luks(folder, uuid.get(), HEADER_LAYERS)
                    .map(header -> mapping.get().with(header.cipher()))
                    .orElse(mapping.get());
        }
        var below = new ArrayList<Encryption>();
        for (var slave : files.names(folder + "/slaves")) {
            var next = byName(slave);
            below.add(next.isEmpty() ? Encryption.UNKNOWN : encryption(next.get(), layersLeft - 1));
        }
        if (below.isEmpty()) {
            return OF_ZFS.matcher(name(folder)).matches() ? Encryption.UNKNOWN : Encryption.NONE;
        }
        return Encryption.ofAll(List.copyOf(below));
    }

    /**
     * The header that a mapping was opened by: at the beginning of the disk right below, or with a
     * layer of dm-integrity in between. Empty where it lies elsewhere or cannot be read.
     */
    private Optional<LuksHeader> luks(String folder, String mapping, int layersLeft)
            throws IOException {
        if (layersLeft == 0) {
            return Optional.empty();
        }
        for (var slave : files.names(folder + "/slaves")) {
            var below = byName(slave);
            if (below.isPresent()) {
                var header = header(slave).filter(h -> h.isOf(mapping));
                var found =
                        header.isPresent() ? header : luks(below.get(), mapping, layersLeft - 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** What the disk of this name in /sys begins with; a name there has ! for /. */
    private Optional<LuksHeader> header(String name) {
        var device = "/dev/" + name.replace('!', '/');
        try {
            return LuksHeader.read(most -> files.beginning(device, most));
        } catch (IOException e) {
            return Optional.empty(); // a bad disk: what /sys says still counts
        }
    }

    private Optional<String> mapped(String name) throws IOException {
        for (var block : files.names("/sys/class/block")) {
            var folder = "/sys/class/block/" + block;
            if (block.startsWith("dm-")
                    && files.fact(folder + "/dm/name").equals(Optional.of(name))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private Optional<String> byName(String name) {
        return NAME.matcher(name).matches()
                ? existing("/sys/class/block/" + name)
                : Optional.empty();
    }

    private Optional<String> existing(String folder) {
        return files.isFolder(folder) ? Optional.of(folder) : Optional.empty();
    }
}
