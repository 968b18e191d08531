package dev.rollcall.agent.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the programs that this process started take, and what those started, as proc(5) shows it:
 * those that ended, as far as their parents waited for them, and those that live, where the kernel
 * lists children. Used by one thread.
 */
public final class ChildProcesses {

    private static final String SELF = "/proc/self";
    private static final int MAX_PROCESSES = 2_000;

    /** Of /proc's times a second has so many, on every machine with a current kernel. */
    private static final long TICKS = 100;

    // of the fields of stat, counted after the name in parentheses
    private static final int TIMES = 11;
    private static final int OWN_AND_CHILDREN = 4;
    private static final int CHILDREN = 2;
    private static final int STARTED = 19;

    private final DeviceFiles files;
    private Set<String> before = Set.of();

    public ChildProcesses(DeviceFiles files) {
        this.files = files;
    }

    /**
     * What they took.
     *
     * @param processor since this process started; may go back where one left its parent
     * @param resident bytes of memory of those that lived when they were weighed the last time,
     *     too: a program of the inventory comes and goes, and one that stays is its matter
     */
    public record Weight(Duration processor, long resident) {}

    /** Empty where the system does not tell. */
    public Optional<Weight> weigh() {
        var own = stat(SELF);
        if (own.length <= STARTED) {
            return Optional.empty();
        }
        long ticks = ticks(own, TIMES + CHILDREN, CHILDREN);
        long resident = 0;
        var seen = new HashSet<String>();
        var waiting = new ArrayDeque<String>(children(SELF));
        while (!waiting.isEmpty() && seen.size() < MAX_PROCESSES) {
            var process = "/proc/" + waiting.poll();
            var stat = stat(process);
            if (stat.length > STARTED && seen.add(process + "@" + stat[STARTED])) {
                ticks += ticks(stat, TIMES, OWN_AND_CHILDREN);
                resident += before.contains(process + "@" + stat[STARTED]) ? memory(process) : 0;
                waiting.addAll(children(process));
            }
        }
        before = Set.copyOf(seen);
        return Optional.of(new Weight(Duration.ofMillis(ticks * 1_000 / TICKS), resident));
    }

    /** Each thread has a list of those that it started. */
    private Set<String> children(String process) {
        var found = new HashSet<String>();
        try {
            for (var thread : files.names(process + "/task")) {
                files.fact(process + "/task/" + thread + "/children")
                        .ifPresent(line -> found.addAll(Arrays.asList(line.split(" ", -1))));
            }
        } catch (IOException e) {
            return found; // it ended meanwhile
        }
        return found;
    }

    private String[] stat(String process) {
        var line = files.fact(process + "/stat").orElse("");
        return line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    }

    private static long ticks(String[] stat, int from, int fields) {
        return Arrays.stream(stat, from, from + fields)
                .mapToLong(field -> DeviceFiles.wholeNumber(field).orElse(0L))
                .sum();
    }

    private long memory(String process) {
        return OwnProcess.kilobytes(files, process + "/status", "VmRSS:").orElse(0L);
    }
}
