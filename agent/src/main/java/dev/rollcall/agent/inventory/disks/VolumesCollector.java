package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.FolderEncryption;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the mounted volumes, swap, and how they are encrypted. */
public final class VolumesCollector implements Collector {

    private final DeviceFiles files;
    private final BlockDevices devices;
    private final Zfs zfs;
    private final HomeFolders homes;

    public VolumesCollector(DeviceFiles files, Programs programs) {
        this(files, programs, FolderEncryption::of);
    }

    /**
     * @param kernel says of a folder whether it is encrypted
     */
    VolumesCollector(
            DeviceFiles files, Programs programs, Function<Path, FolderEncryption.Answer> kernel) {
        this.files = files;
        this.devices = new BlockDevices(files);
        this.zfs = new Zfs(programs, devices);
        this.homes = new HomeFolders(files, kernel);
    }

    private record Found(Mounts.Mount mount, Encryption encryption) {}

    @Override
    public SectionKind kind() {
        return VolumesSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var mounts = Mounts.all(files);
        var found = found(mounts);
        var byMountPoint = new TreeMap<String, Encryption>();
        found.forEach(f -> byMountPoint.put(f.mount().mountPoint(), f.encryption()));
        var judged = homes.judge(byMountPoint, mounts);
        var swaps = swaps(byMountPoint);
        return Collected.of(
                new VolumesSection(
                        volumes(found, byMountPoint, judged.folder()),
                        swaps,
                        Encryption.protection(
                                HomeFolders.holding("/", byMountPoint),
                                judged.home(),
                                swaps.map(VolumesCollector::encryptions))));
    }

    /** All that stays, in the order of the kernel: of two at one place the later is seen there. */
    private List<Found> found(List<Mounts.Mount> mounts) throws IOException, InterruptedException {
        var found = new ArrayList<Found>();
        var known = new HashMap<String, Encryption>();
        for (var mount : Mounts.lasting(files, mounts)) {
            if (Mounts.holdsData(mount)) {
                var key = String.join("\n", mount.number(), mount.source(), mount.fileSystem());
                var encryption = known.get(key);
                if (encryption == null) {
                    encryption = encryption(mount);
                    known.put(key, encryption);
                }
                found.add(new Found(mount, encryption));
            } else if (Ecryptfs.isOne(mount) && !Ecryptfs.comesAndGoes(mount)) {
                found.add(new Found(mount, Ecryptfs.of(mount)));
            }
        }
        return found;
    }

    /** With the folder of homes, also where it is no volume but each home in it is encrypted. */
    private List<Volume> volumes(
            List<Found> found, Map<String, Encryption> byMountPoint, Encryption folder)
            throws IOException {
        var home = homes.folder();
        var listed = new HashSet<>(Mounts.local(found.stream().map(Found::mount).toList()));
        var volumes = new ArrayList<Volume>();
        for (var each : found) {
            var mount = each.mount();
            if (!listed.remove(mount) && !Ecryptfs.isOne(mount)) {
                continue; // a part of one that is listed, or once more
            }
            boolean ofHomes = mount.mountPoint().equals(home);
            volumes.add(
                    volume(
                            mount,
                            mount.mountPoint(),
                            devices.folder(mount),
                            ofHomes ? folder : each.encryption()));
        }
        boolean own = volumes.stream().anyMatch(volume -> volume.mountPoint().equals(home));
        if (folder.isOn() && !own && !HomeFolders.holding(home, byMountPoint).isOn()) {
            found.stream()
                    .map(Found::mount)
                    .filter(mount -> Mounts.isAbove(mount.mountPoint(), home))
                    .max(Comparator.comparingInt(mount -> mount.mountPoint().length()))
                    .ifPresent(mount -> volumes.add(volume(mount, home, Optional.empty(), folder)));
        }
        volumes.sort(Comparator.comparing(Volume::mountPoint).thenComparing(Volume::device));
        return volumes;
    }

    /**
     * @param inSys the folder of its block device; empty of what is none of its own
     */
    private Volume volume(
            Mounts.Mount mount, String mountPoint, Optional<String> inSys, Encryption encryption) {
        var cipher = encryption.cipher();
        return new Volume(
                mount.source(),
                mountPoint,
                mount.fileSystem(),
                inSys.flatMap(devices::bytes),
                encryption.encrypted(),
                encryption.method(),
                cipher.name(),
                cipher.keyBits(),
                cipher.keySlots(),
                cipher.keyDerivation(),
                inSys.flatMap(devices::label),
                Optional.of(mount.restrictions()));
    }

    private static List<Encryption> encryptions(List<SwapArea> swaps) {
        return swaps.stream()
                .map(s -> new Encryption(s.encrypted(), s.method(), Cipher.UNKNOWN))
                .toList();
    }

    private Encryption encryption(Mounts.Mount mount) throws IOException, InterruptedException {
        return mount.fileSystem().equals("zfs")
                ? zfs.encryption(mount.source())
                : devices.encryption(mount);
    }

    private Optional<List<SwapArea>> swaps(Map<String, Encryption> byMountPoint)
            throws IOException {
        var listing = files.text("/proc/swaps");
        if (listing.isEmpty()) {
            return Optional.empty();
        }
        var swaps = new ArrayList<SwapArea>();
        for (var line : listing.get().lines().toList()) {
            var parts = line.split("\\s+", -1);
            if (parts.length < 3 || !parts[0].startsWith("/")) {
                continue; // the heading, or nothing we know
            }
            var device = Clean.text(Mounts.unescape(parts[0]));
            if (device.isPresent() && !device.get().startsWith("/dev/zram")) {
                var encryption =
                        parts[1].equals("file")
                                ? HomeFolders.holding(device.get(), byMountPoint)
                                : ofDevice(device.get());
                var cipher = encryption.cipher();
                swaps.add(
                        new SwapArea(
                                device.get(),
                                DeviceFiles.wholeNumber(parts[2]).map(kib -> kib * 1024),
                                encryption.encrypted(),
                                encryption.method(),
                                cipher.name(),
                                cipher.keyBits(),
                                cipher.keySlots(),
                                cipher.keyDerivation()));
            }
        }
        swaps.sort(Comparator.comparing(SwapArea::device));
        return Optional.of(swaps);
    }

    private Encryption ofDevice(String device) throws IOException {
        var folder = devices.folder(device);
        return folder.isEmpty() ? Encryption.UNKNOWN : devices.encryption(folder.get());
    }
}
