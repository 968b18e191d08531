package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.SupportEnds;
import dev.rollcall.agent.inventory.packages.Kernels;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.OperatingSystemSection.BootMode;
import dev.rollcall.common.inventory.OperatingSystemSection.ChromeOs;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads which operating system this is, and recognizes the kinds of ChromeOS. */
final class OperatingSystemCollector implements Collector {

    private final DeviceFiles files;
    private final String architecture;
    private final Supplier<Optional<Boolean>> clock;

    /**
     * @param architecture as the kernel names it, for kernels before 6.1, which have no file for it
     * @param clock whether the kernel takes its clock for synchronized
     */
    OperatingSystemCollector(
            DeviceFiles files, String architecture, Supplier<Optional<Boolean>> clock) {
        this.files = files;
        this.architecture = architecture;
        this.clock = clock;
    }

    @Override
    public SectionKind kind() {
        return OperatingSystemSection.KIND;
    }

    @Override
    public Collected collect() throws IOException {
        var release = files.lines("/etc/os-release");
        var names = assignments(release.isEmpty() ? files.lines("/usr/lib/os-release") : release);
        var kernels = Kernels.read(files);
        var time = TimeKeeping.read(files, clock);
        var chromeos = chromeOs();
        return Collected.of(
                new OperatingSystemSection(
                        name(names, "ID"),
                        name(names, "NAME"),
                        name(names, "VERSION_ID"),
                        name(names, "VERSION_CODENAME"),
                        name(names, "PRETTY_NAME"),
                        kernels.running(),
                        Optional.of(kernels.installed()).filter(found -> !found.isEmpty()),
                        files.fact("/proc/sys/kernel/arch")
                                .or(() -> Optional.of(architecture))
                                .flatMap(Clean::text),
                        hostname(),
                        chromeos,
                        time.zone(),
                        time.source(),
                        time.isSet(),
                        SupportEnds.of(
                                names.getOrDefault("ID", ""), names.getOrDefault("VERSION_ID", "")),
                        Domain.configured(files),
                        PointRelease.of(names, files.fact("/etc/debian_version")),
                        name(names, "BUILD_ID"),
                        InstallDay.read(files),
                        bootMode(chromeos.isPresent()),
                        keyboardLayout()));
    }

    private Optional<String> hostname() {
        return files.fact("/proc/sys/kernel/hostname")
                .or(() -> files.fact("/etc/hostname"))
                .flatMap(Clean::text);
    }

    /** A computer with DMI has a BIOS where the kernel knows of no UEFI; ChromeOS has neither. */
    private Optional<BootMode> bootMode(boolean chromeos) {
        if (files.isFolder("/sys/firmware/efi")) {
            return Optional.of(BootMode.UEFI);
        }
        return files.isFolder("/sys/firmware/dmi") && !chromeos
                ? Optional.of(BootMode.BIOS)
                : Optional.empty();
    }

    /** For X and the console (keyboard(5)), or else by systemd (vconsole.conf(5)). */
    private Optional<String> keyboardLayout() throws IOException {
        var debian = assignments(files.lines("/etc/default/keyboard"));
        var systemd = assignments(files.lines("/etc/vconsole.conf"));
        return name(debian, "XKBLAYOUT")
                .or(() -> name(systemd, "XKBLAYOUT"))
                .or(() -> name(systemd, "KEYMAP"));
    }

    private Optional<ChromeOs> chromeOs() throws IOException {
        if (files.exists("/dev/.cros_milestone")
                || files.exists("/etc/apt/sources.list.d/cros.list")) {
            return Optional.of(ChromeOs.CROSTINI);
        }
        return Optional.ofNullable(
                        assignments(files.lines("/etc/lsb-release")).get("CHROMEOS_RELEASE_BOARD"))
                .map(board -> board.startsWith("reven") ? ChromeOs.FLEX : ChromeOs.CHROMEBOOK);
    }

    private static Optional<String> name(Map<String, String> names, String key) {
        return Optional.ofNullable(names.get(key)).flatMap(Clean::text);
    }

    /** The shell-like assignments of os-release(5): KEY=value, KEY="value" or KEY='value'. */
    static Map<String, String> assignments(List<String> lines) {
        var found = new HashMap<String, String>();
        for (var line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                found.put(
                        line.substring(0, equals).strip(),
                        unquote(line.substring(equals + 1).strip()));
            }
        }
        return found;
    }

    private static String unquote(String value) {
        if (value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0)) {
            return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return value;
    }
}
