package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the mounted volumes, swap, and how they are encrypted. */
public final class VolumesCollector implements Collector {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 256 * 1024;
    private static final int MAX_HOMES = 200;

    /** Flags as chattr(1) lists them, a blank and a folder. */
    private static final Pattern FLAGS =
            Pattern.compile("([-suSDiadAcBZXEIjtTCxFNPVme]{8,40}) (.+)");

    private static final Pattern DATASET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/ -]{0,255}");

    private final DeviceFiles files;
    private final Programs programs;
    private final BlockDevices devices;

    public VolumesCollector(DeviceFiles files, Programs programs) {
        this.files = files;
        this.programs = programs;
        this.devices = new BlockDevices(files);
    }

    @Override
    public SectionKind kind() {
        return VolumesSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var byMountPoint = new TreeMap<String, Encryption>();
        var volumes = new ArrayList<Volume>();
        for (var mount : Mounts.local(files)) {
            var encryption = encryption(mount);
            byMountPoint.put(mount.mountPoint(), encryption);
            volumes.add(
                    new Volume(
                            mount.source(),
                            mount.mountPoint(),
                            mount.fileSystem(),
                            devices.folder(mount).flatMap(devices::bytes),
                            encryption.encrypted(),
                            encryption.method()));
        }
        volumes.sort(Comparator.comparing(Volume::mountPoint).thenComparing(Volume::device));
        var swaps = swaps(byMountPoint);
        return Collected.of(
                new VolumesSection(
                        volumes,
                        swaps,
                        Encryption.protection(
                                holding("/", byMountPoint),
                                holding("/home", byMountPoint),
                                swaps.map(VolumesCollector::encryptions))));
    }

    private static List<Encryption> encryptions(List<SwapArea> swaps) {
        return swaps.stream().map(s -> new Encryption(s.encrypted(), s.method())).toList();
    }

    private Encryption encryption(Mounts.Mount mount) throws IOException, InterruptedException {
        if (mount.fileSystem().equals("zfs")) {
            return zfs(mount.source());
        }
        var below = devices.encryption(mount);
        boolean byFolder =
                below.equals(Encryption.NONE)
                        && mount.mountPoint().equals("/home")
                        && files.isFolder("/home/.fscrypt");
        return byFolder ? fscrypt() : below;
    }

    private Encryption zfs(String dataset) throws IOException, InterruptedException {
        if (!DATASET.matcher(dataset).matches()) {
            return Encryption.UNKNOWN;
        }
        return output(List.of("zfs", "get", "-H", "-o", "value", "encryption", dataset))
                .map(Encryption::ofZfs)
                .orElse(Encryption.UNKNOWN);
    }

    /** fscrypt encrypts folders: homes are encrypted when every one of them is. */
    private Encryption fscrypt() throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("lsattr", "-d", "--"));
        var homes =
                files.names("/home").stream()
                        .filter(name -> !name.startsWith(".") && !name.equals("lost+found"))
                        .toList();
        if (homes.isEmpty() || homes.size() > MAX_HOMES) {
            return Encryption.UNKNOWN;
        }
        homes.forEach(name -> command.add("/home/" + name));
        return output(command)
                .map(printed -> folders(printed, homes.size()))
                .orElse(Encryption.UNKNOWN);
    }

    /**
     * What lsattr prints, a line for each folder, with E for encrypted; unknown of anything else.
     */
    static Encryption folders(String lsattr, int asked) {
        var lines = lsattr.lines().map(FLAGS::matcher).toList();
        if (lines.isEmpty()
                || lines.size() != asked
                || !lines.stream().allMatch(Matcher::matches)) {
            return Encryption.UNKNOWN;
        }
        return lines.stream().allMatch(line -> line.group(1).contains("E"))
                ? Encryption.by(EncryptionMethod.FSCRYPT)
                : Encryption.NONE;
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
                                ? holding(device.get(), byMountPoint)
                                : ofDevice(device.get());
                swaps.add(
                        new SwapArea(
                                device.get(),
                                DeviceFiles.wholeNumber(parts[2]).map(kib -> kib * 1024),
                                encryption.encrypted(),
                                encryption.method()));
            }
        }
        swaps.sort(Comparator.comparing(SwapArea::device));
        return Optional.of(swaps);
    }

    private Encryption ofDevice(String device) throws IOException {
        var folder = devices.folder(device);
        return folder.isEmpty() ? Encryption.UNKNOWN : devices.encryption(folder.get());
    }

    /** Of the volume that holds a path: the one mounted nearest above it. */
    static Encryption holding(String path, Map<String, Encryption> byMountPoint) {
        return byMountPoint.entrySet().stream()
                .filter(e -> isAbove(e.getKey(), path))
                .max(Comparator.comparingInt(e -> e.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(Encryption.UNKNOWN);
    }

    private static boolean isAbove(String mountPoint, String path) {
        return mountPoint.equals("/")
                || path.equals(mountPoint)
                || path.startsWith(mountPoint + "/");
    }

    private Optional<String> output(List<String> command) throws IOException, InterruptedException {
        return programs.run(command, LIMIT, MAX_OUTPUT)
                .filter(ProgramResult::succeeded)
                .map(ProgramResult::output);
    }
}
