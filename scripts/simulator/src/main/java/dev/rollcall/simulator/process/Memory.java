package dev.rollcall.simulator.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the kernel says of a process's memory, in bytes. */
public final class Memory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB$");
    private static final Pattern PROPORTIONAL = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

    private Memory() {}

    /** Resident set size. */
    public static long resident(long pid) {
        return read(pid, RESIDENT);
    }

    /** Proportional set size: shared pages count by share. */
    public static long proportional(long pid) {
        return read(pid, PROPORTIONAL);
    }

    private static long read(long pid, Pattern line) {
        try {
            var match = line.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
            if (!match.find()) {
                throw new IllegalStateException(
                        "the kernel does not tell the memory of process " + pid);
            }
            return Long.parseLong(match.group(1)) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
