package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Clock and cache of the processors, from /sys/devices/system/cpu. */
final class ProcessorFolders {

    private static final String CPU = "/sys/devices/system/cpu/";
    private static final Pattern PROCESSOR = Pattern.compile("cpu\\d{1,5}");
    private static final Pattern POLICY = Pattern.compile("policy\\d{1,5}");
    private static final Pattern INDEX = Pattern.compile("index\\d{1,2}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})K");
    private static final int MOST = 1024;
    private static final long MOST_KILOHERTZ = 100_000_000;

    private ProcessorFolders() {}

    /** Of the fastest core; empty where the kernel does not set clocks, as in virtual machines. */
    static Optional<Integer> maximumMegahertz(DeviceFiles files) throws IOException {
        return files.names(CPU + "cpufreq").stream()
                .filter(name -> POLICY.matcher(name).matches())
                .limit(MOST)
                .flatMap(name ->
                        files.number(CPU + "cpufreq/" + name + "/cpuinfo_max_freq").stream())
                .filter(kilohertz -> kilohertz >= 1000 && kilohertz <= MOST_KILOHERTZ)
                .map(kilohertz -> (int) (kilohertz / 1000))
                .max(Integer::compare);
    }

    /** The highest level of all processors together; a cache that they share counts once. */
    static Optional<Long> cacheBytes(DeviceFiles files) throws IOException {
        var byLevel = new TreeMap<Long, Map<String, Long>>();
        var processors =
                files.names(CPU).stream().filter(name -> PROCESSOR.matcher(name).matches());
        for (var name : processors.limit(MOST).toList()) {
            caches(files, name, byLevel);
        }
        return Optional.ofNullable(byLevel.lastEntry())
                .map(last -> last.getValue().values().stream().mapToLong(Long::longValue).sum());
    }

    private static void caches(
            DeviceFiles files, String processor, Map<Long, Map<String, Long>> byLevel)
            throws IOException {
        var folder = CPU + processor + "/cache/";
        for (var index : files.names(folder)) {
            var cache = folder + index;
            var level = files.number(cache + "/level");
            var bytes = files.fact(cache + "/size").flatMap(ProcessorFolders::bytes);
            boolean holdsData = !files.fact(cache + "/type").equals(Optional.of("Instruction"));
            if (INDEX.matcher(index).matches()
                    && level.isPresent()
                    && bytes.isPresent()
                    && holdsData) {
                byLevel.computeIfAbsent(level.get(), _ -> new HashMap<>())
                        .put(files.fact(cache + "/shared_cpu_list").orElse(processor), bytes.get());
            }
        }
    }

    private static Optional<Long> bytes(String size) {
        var form = SIZE.matcher(size);
        return form.matches()
                ? Optional.of(Long.parseLong(form.group(1)) * 1024).filter(bytes -> bytes > 0)
                : Optional.empty();
    }
}
