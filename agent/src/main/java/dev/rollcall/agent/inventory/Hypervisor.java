package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which hypervisor a virtual computer runs under: by the names in its firmware, or its clocks. */
final class Hypervisor {

    private static final String CLOCKS =
            "/sys/devices/system/clocksource/clocksource0/available_clocksource";

    /** What only one of them writes into the firmware. */
    private static final List<Map.Entry<String, String>> BY_NAME =
            List.of(
                    Map.entry("vmware", "vmware"),
                    Map.entry("virtualbox", "virtualbox"),
                    Map.entry("innotek", "virtualbox"),
                    Map.entry("parallels", "parallels"),
                    Map.entry("bhyve", "bhyve"),
                    Map.entry("microsoft corporation virtual machine", "hyper-v"));

    /** Clocks that the kernel has where it found the hypervisor that gives them. */
    private static final List<Map.Entry<String, String>> BY_CLOCK =
            List.of(
                    Map.entry("xen", "xen"),
                    Map.entry("kvm-clock", "kvm"),
                    Map.entry("hyperv_clocksource", "hyper-v"));

    /** Software that may run under KVM or emulate all by itself: the clock says it better. */
    private static final List<Map.Entry<String, String>> BY_EMULATOR =
            List.of(
                    Map.entry("kvm", "kvm"),
                    Map.entry("xen", "xen"),
                    Map.entry("qemu", "qemu"),
                    Map.entry("bochs", "qemu"));

    private Hypervisor() {}

    /** Only to be asked of what is virtual. */
    static Optional<String> of(
            DeviceFiles files, Optional<String> manufacturer, Optional<String> model) {
        var names = (manufacturer.orElse("") + " " + model.orElse("")).toLowerCase(Locale.ROOT);
        var clocks = files.fact(CLOCKS).orElse("");
        return first(BY_NAME, names)
                .or(() -> files.fact("/sys/hypervisor/type").filter("xen"::equals))
                .or(() -> first(BY_CLOCK, clocks))
                .or(() -> first(BY_EMULATOR, names));
    }

    private static Optional<String> first(List<Map.Entry<String, String>> known, String in) {
        return known.stream()
                .filter(each -> in.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
