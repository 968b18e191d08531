package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel says of itself, a name and a value on each line (sysctl(8)). Names that a kernel
 * does not know are missing.
 */
record Sysctl(Map<String, String> values) {

    static final String[] COMMAND = {
        "sysctl",
        "hw.memsize",
        "hw.packages",
        "hw.physicalcpu",
        "hw.logicalcpu",
        "hw.optional.arm64",
        "machdep.cpu.brand_string",
        "kern.osrelease",
        "kern.hv_vmm_present"
    };

    Sysctl {
        values = Map.copyOf(values);
    }

    static Sysctl parse(String output) {
        var values = new HashMap<String, String>();
        for (var line : output.lines().limit(1_000).toList()) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new Sysctl(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).flatMap(Clean::text);
    }

    Optional<Long> number(String name) {
        return text(name).flatMap(DeviceFiles::wholeNumber);
    }

    Optional<Integer> count(String name) {
        return number(name).filter(n -> n > 0 && n < 10_000).map(Long::intValue);
    }
}
