package dev.rollcall.simulator.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What a Java process with the serial collector keeps in memory, in bytes. */
public final class Memory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB$");
    private static final Pattern GENERATION =
            Pattern.compile(
                    "(?m)^(?:DefNew|Tenured)\\s+total \\d+K, used (\\d+)K"
                            + " \\[0x(\\p{XDigit}+), 0x\\p{XDigit}+, 0x(\\p{XDigit}+)\\)");
    private static final Pattern MAPPING =
            Pattern.compile(
                    "(?m)^(\\p{XDigit}+)-(\\p{XDigit}+) [^\\n]*\\n(?:(?!Rss:)[^\\n]*\\n)*?"
                            + "Rss:\\s+(\\d+) kB$");

    private Memory() {}

    /** Resident set size as the kernel has it: also what the heap keeps ready for a next rush. */
    public static long resident(long pid) {
        var match = RESIDENT.matcher(read(pid, "smaps_rollup"));
        if (!match.find()) {
            throw new IllegalStateException("the kernel does not tell the memory of " + pid);
        }
        return Long.parseLong(match.group(1)) * 1024;
    }

    /**
     * The objects that survive a full collection, and all that is resident outside the heap once
     * the C library has given back what was freed: what the process cannot do without, however
     * large it has grown.
     */
    public static long needed(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        jcmd(pid, "System.trim_native_heap");
        TimeUnit.SECONDS.sleep(2);
        var generations = GENERATION.matcher(jcmd(pid, "GC.heap_info"));
        long live = 0;
        long from = Long.MAX_VALUE;
        long to = 0;
        while (generations.find()) {
            live += Long.parseLong(generations.group(1)) * 1024;
            from = Math.min(from, Long.parseUnsignedLong(generations.group(2), 16));
            to = Math.max(to, Long.parseUnsignedLong(generations.group(3), 16));
        }
        if (to == 0) {
            throw new IllegalStateException("process " + pid + " has no serial collector");
        }
        return live + residentOutside(from, to, read(pid, "smaps"));
    }

    private static long residentOutside(long from, long to, String smaps) {
        long sum = 0;
        var mappings = MAPPING.matcher(smaps);
        while (mappings.find()) {
            long begin = Long.parseUnsignedLong(mappings.group(1), 16);
            if (Long.compareUnsigned(begin, from) < 0 || Long.compareUnsigned(begin, to) >= 0) {
                sum += Long.parseLong(mappings.group(3)) * 1024;
            }
        }
        return sum;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/jcmd",
                                Long.toString(pid),
                                command)
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said.strip());
        }
        return said;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
