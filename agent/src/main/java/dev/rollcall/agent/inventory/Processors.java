package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.HardwareLibrary;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The processors, from /proc/cpuinfo.
 *
 * @param hypervisor whether the processor itself says that it is a virtual one; only x86 tells
 */
record Processors(Processor processor, Optional<Boolean> hypervisor) {

    private static final Pattern REVISION = Pattern.compile("0x[0-9a-f]{1,16}");
    private static final Pattern NO_REVISION = Pattern.compile("0x(0+|f{8})");

    static Processors read(DeviceFiles files) throws IOException {
        var found = parse(files.lines("/proc/cpuinfo"));
        if (found.processor.model().isPresent() || !files.real()) {
            return found;
        }
        var bare = found.processor;
        return new Processors(
                new Processor(
                        HardwareLibrary.processorName().flatMap(Clean::maker),
                        bare.sockets(),
                        bare.cores(),
                        bare.threads(),
                        bare.maximumMegahertz(),
                        bare.cacheBytes(),
                        bare.microcode()),
                found.hypervisor);
    }

    /**
     * The processors with clock and cache.
     *
     * @param board the clock that the firmware says the board allows, for want of better
     */
    Processor in(DeviceFiles files, Optional<Integer> board) throws IOException {
        return new Processor(
                processor.model(),
                processor.sockets(),
                processor.cores(),
                processor.threads(),
                ProcessorFolders.maximumMegahertz(files).or(() -> board),
                ProcessorFolders.cacheBytes(files),
                processor.microcode());
    }

    static Processors parse(List<String> lines) {
        Optional<String> model = Optional.empty();
        Optional<String> microcode = Optional.empty();
        Optional<Boolean> hypervisor = Optional.empty();
        var sockets = new HashSet<String>();
        var cores = new HashSet<String>();
        var socket = "0";
        int threads = 0;
        for (var line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            var value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip()) {
                case "processor" -> threads++;
                case "physical id" -> {
                    socket = value;
                    sockets.add(value);
                }
                case "core id" -> cores.add(socket + "/" + value);
                case "model name" -> model = model.or(() -> Clean.maker(value));
                case "microcode" -> microcode = microcode.or(() -> revision(value));
                case "flags" ->
                        hypervisor =
                                Optional.of(List.of(value.split(" ", -1)).contains("hypervisor"));
                default -> {}
            }
        }
        return new Processors(
                new Processor(
                        model,
                        positive(sockets.size()),
                        positive(cores.size()),
                        positive(threads),
                        Optional.empty(),
                        Optional.empty(),
                        microcode),
                hypervisor);
    }

    private static Optional<String> revision(String text) {
        return REVISION.matcher(text).matches() && !NO_REVISION.matcher(text).matches()
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<Integer> positive(int count) {
        return count == 0 ? Optional.empty() : Optional.of(count);
    }
}
