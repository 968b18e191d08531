package dev.rollcall.simulator.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What this machine says of itself, by other ways than the agent's where there are any. */
final class ThisMachine {

    // what makers leave in firmware instead of a serial
    private static final Pattern NO_SERIAL =
            Pattern.compile(
                    "(?i)(none|unknown|not (specified|applicable|available)|n/?a|default string"
                            + "|to be filled by o\\.?e\\.?m\\.?|system serial number|[0. -]+)");

    private static final Pattern UPGRADABLE =
            Pattern.compile("(?m)^(\\S+?)/\\S+ (\\S+) \\S+ \\[upgradable from: ");

    private ThisMachine() {}

    static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return text("/proc/sys/kernel/hostname").strip();
        }
    }

    /** As the processor calls itself; absent on processors that do not. */
    static Optional<String> processor() {
        return match("/proc/cpuinfo", "(?m)^model name\\s*: (.+)$")
                .map(name -> name.strip().replaceAll("\\s+", " "));
    }

    static long memoryKiB() {
        return match("/proc/meminfo", "(?m)^MemTotal:\\s+(\\d+) kB$")
                .map(Long::parseLong)
                .orElseThrow();
    }

    static Optional<String> osName() {
        return match("/etc/os-release", "(?m)^PRETTY_NAME=\"?([^\"\n]+)\"?$");
    }

    static String kernel() {
        return text("/proc/sys/kernel/osrelease").strip();
    }

    /** Built-in disks that hold something, by lsblk; absent where there is none. */
    static Optional<List<String>> disks() {
        return run("lsblk", "--nodeps", "--noheadings", "--bytes", "-o", "TYPE,RM,SIZE,NAME")
                .map(ThisMachine::disks);
    }

    /** No arrays or mappings, memory or network devices, empty readers or what is plugged in. */
    static List<String> disks(String lsblk) {
        return lsblk.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(f -> f.length == 4 && f[0].equals("disk"))
                .filter(f -> f[1].equals("0") && !f[2].equals("0"))
                .map(f -> f[3].replace('/', '!'))
                .filter(n -> !n.matches("(ram|zram|nbd|drbd|zd|fd)\\d.*|mmcblk\\d+(boot\\d|rpmb)"))
                .sorted()
                .toList();
    }

    /** As firmware has it; absent where it has none, or a word in its place. */
    static Optional<String> serial() {
        return Stream.of(
                        "/sys/class/dmi/id/product_serial",
                        "/sys/firmware/devicetree/base/serial-number")
                .filter(file -> Files.isReadable(Path.of(file)))
                .map(file -> text(file).replace("\0", "").strip())
                .filter(text -> !text.isEmpty() && !NO_SERIAL.matcher(text).matches())
                .findFirst();
    }

    /** Packages by dpkg's and rpm's own programs; absent where there is neither. */
    static Optional<Integer> packages() {
        var dpkg =
                run("dpkg-query", "-W", "-f", "${db:Status-Status}\n")
                        .map(ThisMachine::dpkgPackages);
        // where rpm is a tool only, it lists nothing
        var rpm = run("rpm", "-qa", "--qf", "%{NAME}\n").map(ThisMachine::rpmPackages);
        return dpkg.isEmpty() && rpm.isEmpty()
                ? Optional.empty()
                : Optional.of(dpkg.orElse(0) + rpm.orElse(0));
    }

    /** Half installed or half configured is there too. */
    static int dpkgPackages(String states) {
        return (int)
                states.lines()
                        .filter(s -> !s.equals("not-installed") && !s.equals("config-files"))
                        .count();
    }

    static int rpmPackages(String names) {
        return (int) names.lines().filter(name -> !name.equals("gpg-pubkey")).count();
    }

    static boolean hasApt() {
        return run("apt-get", "--version").isPresent();
    }

    /**
     * Names and candidates of what apt would update if nothing were held, pinned or phased; absent
     * where it has no lists to compare with, or no list command.
     */
    static Optional<List<String>> pendingUpdates() {
        if (!hasPackageLists()) {
            return Optional.empty();
        }
        return run(
                        "env",
                        "LC_ALL=C",
                        "apt",
                        "list",
                        "--upgradable",
                        "-o",
                        "Dir::Etc::Preferences=/dev/null",
                        "-o",
                        "Dir::Etc::PreferencesParts=/dev/null",
                        "-o",
                        "APT::Default-Release=",
                        "-o",
                        "APT::Get::Always-Include-Phased-Updates=true")
                .map(ThisMachine::upgradable);
    }

    /** Of lines as {@code bash/stable 5.2.15-2+b8 amd64 [upgradable from: 5.2.15-2+b7]}. */
    static List<String> upgradable(String aptList) {
        return UPGRADABLE
                .matcher(aptList)
                .results()
                .map(line -> line.group(1) + " " + line.group(2))
                .sorted()
                .toList();
    }

    static boolean hasPackageLists() {
        var lists = Path.of("/var/lib/apt/lists");
        if (!Files.isDirectory(lists)) {
            return false;
        }
        try (var names = Files.list(lists)) {
            return names.anyMatch(
                    name -> name.getFileName().toString().matches(".*Packages(\\.gz|\\.lz4)?"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program prints; absent where it is not installed or fails. */
    static Optional<String> run(String... command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(out) : Optional.empty();
        } catch (IOException e) {
            // not installed
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> match(String file, String pattern) {
        var match = Pattern.compile(pattern).matcher(text(file));
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
