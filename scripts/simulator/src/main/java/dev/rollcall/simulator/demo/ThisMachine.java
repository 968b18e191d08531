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

    /** Whole disks by name; loop, ram and device-mapper devices are none. */
    static List<String> disks() {
        try (Stream<Path> names = Files.list(Path.of("/sys/block"))) {
            return names.map(p -> p.getFileName().toString())
                    .filter(n -> !n.matches("(loop|ram|zram|dm-|sr|fd|md|nbd).*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Installed packages by dpkg's own program; absent where there is none. */
    static Optional<Integer> packages() {
        return run("dpkg-query", "-W", "-f", "${db:Status-Status}\n")
                .map(out -> (int) out.lines().filter("installed"::equals).count());
    }

    /** Pending updates by apt's own simulation; absent where it has no lists to compare with. */
    static Optional<Integer> pendingUpdates() {
        if (!hasPackageLists()) {
            return Optional.empty();
        }
        return run("apt-get", "-s", "-o", "Debug::NoLocking=true", "dist-upgrade")
                .map(out -> (int) out.lines().filter(l -> l.matches("Inst \\S+ \\[.*")).count());
    }

    private static boolean hasPackageLists() {
        var lists = Path.of("/var/lib/apt/lists");
        if (!Files.isDirectory(lists)) {
            return false;
        }
        try (var names = Files.list(lists)) {
            return names.anyMatch(name -> name.getFileName().toString().contains("_Packages"));
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
