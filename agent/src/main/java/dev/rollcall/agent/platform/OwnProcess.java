package dev.rollcall.agent.platform;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The agent's own process as the system sees it. What a system other than Linux does not tell is
 * absent, and what it does not offer is not done.
 */
@SuppressWarnings("restricted")
public final class OwnProcess {

    private static final String STATUS = "/proc/self/status";
    private static final String MAPS = "/proc/self/maps";
    private static final String THREADS = "/proc/self/task";

    /** {@code MADV_PAGEOUT}, of Linux 5.4 on; an older kernel refuses it, which changes nothing. */
    private static final int PAGE_OUT = 21;

    /** Address range, permissions, offset, device, and the inode of the file that is mapped. */
    private static final Pattern READ_ONLY_FILE =
            Pattern.compile(
                    "([0-9a-f]{1,15})-([0-9a-f]{1,15}) r-[x-][ps] [0-9a-f]+ [0-9a-f:]+ [1-9].*");

    private static final int PROCESS = 0;

    private final DeviceFiles files;

    public OwnProcess(DeviceFiles files) {
        this.files = files;
    }

    /** The programs that it started, which it does not count itself. */
    public ChildProcesses children() {
        return new ChildProcesses(files);
    }

    /** What it has used of all processors since it started, without its children. */
    public Optional<Duration> processorTime() {
        return ProcessHandle.current().info().totalCpuDuration();
    }

    /** Bytes of memory that are its own or that it shares. */
    public Optional<Long> resident() {
        return kilobytes(files, STATUS, "VmRSS:");
    }

    /** Of these, bytes of files that were mapped and not changed. */
    public Optional<Long> residentOfFiles() {
        return kilobytes(files, STATUS, "RssFile:");
    }

    static Optional<Long> kilobytes(DeviceFiles files, String status, String name) {
        try {
            return files.lines(status).stream()
                    .filter(line -> line.startsWith(name) && line.endsWith(" kB"))
                    .findFirst()
                    .map(line -> line.substring(name.length(), line.length() - 3))
                    .flatMap(DeviceFiles::wholeNumber)
                    .map(kilobytes -> kilobytes * 1024);
        } catch (IOException e) {
            return Optional.empty(); // the system does not tell
        }
    }

    /**
     * Asks the kernel to take back what was read from the runtime's and the agent's own files: most
     * of it serves a start alone, and what is touched again is read again. Pages that other
     * processes use, and what was written to, stay.
     */
    public void giveBackFiles() {
        if (!files.exists(MAPS)) {
            return;
        }
        try {
            var advise =
                    function(
                            "madvise",
                            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
            for (var line : files.lines(MAPS)) {
                var map = READ_ONLY_FILE.matcher(line);
                if (map.matches()) {
                    long from = Long.parseLong(map.group(1), 16);
                    long to = Long.parseLong(map.group(2), 16);
                    int _ = (int) advise.invokeExact(from, to - from, PAGE_OUT);
                }
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            return; // another libc: the kernel takes back by itself what it needs
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not call madvise", e);
        }
    }

    /**
     * Lets other programs go first, or not so much: every thread of now; a later one is like the
     * one that started it.
     *
     * @param nice 0 to 19; a lower one than now needs root
     */
    public void beNice(int nice) {
        try {
            var set =
                    function(
                            "setpriority",
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
            for (var thread : files.names(THREADS)) {
                int _ = (int) set.invokeExact(PROCESS, Integer.parseInt(thread), nice);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            return; // another system: there is no such call
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not call setpriority", e);
        }
    }

    /** How nice the thread that asks is; empty where the system does not tell. */
    public Optional<Integer> nice() {
        return files.fact("/proc/thread-self/stat")
                .map(line -> line.substring(line.lastIndexOf(')') + 1).strip().split(" "))
                .filter(fields -> fields.length > 16)
                .map(fields -> Integer.parseInt(fields[16]));
    }

    private static MethodHandle function(String name, FunctionDescriptor of) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), of);
    }
}
