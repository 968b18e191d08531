package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Lists USB devices by the classes of their interfaces, as the registry of the kernel has them
 * (ioreg(8)); system_profiler does not tell those. A hub has what is plugged into it below itself,
 * and what is there may be listed on its own besides: the place on the bus tells that it is one.
 */
final class UsbReader {

    static final String[] COMMAND = {"ioreg", "-a", "-l", "-r", "-c", "IOUSBHostDevice"};

    private static final int MOST = 100;
    private static final int MOST_DEVICES = 1_000;

    /** Still images: phones and cameras (USB Still Image Capture Device Definition). */
    private static final int STILL_IMAGE = 6;

    private static final int APPLE = 0x05ac;

    private record Found(Fields device, TreeSet<Integer> classes) {}

    private final Map<String, Found> found = new HashMap<>();

    private UsbReader() {}

    /**
     * @param registry what ioreg printed; nothing where nothing is plugged in
     * @return empty where it is not understood
     */
    static Optional<List<UsbDevice>> read(String registry) {
        if (registry.isBlank()) {
            return Optional.of(List.of());
        }
        return PropertyList.parse(registry)
                .map(tree -> {
                    var reader = new UsbReader();
                    Fields.listOf(tree.node()).forEach(root -> reader.walk(root, Optional.empty()));
                    return reader.devices();
                });
    }

    private void walk(Fields entry, Optional<Found> above) {
        boolean device =
                entry.has("bDeviceClass") && entry.has("idVendor") && !entry.has("bInterfaceClass");
        var within = device ? Optional.of(device(entry)) : above;
        entry.number("bInterfaceClass")
                .filter(type -> type <= 0xff)
                .ifPresent(type -> within.ifPresent(w -> w.classes().add(type.intValue())));
        for (var child : entry.list("IORegistryEntryChildren")) {
            walk(child, within);
        }
    }

    private Found device(Fields entry) {
        var place = entry.number("locationID").map(String::valueOf);
        var key = place.orElseGet(() -> "unknown " + found.size());
        var known = found.get(key);
        if (known != null) {
            return known;
        }
        var fresh = new Found(entry, new TreeSet<>());
        if (found.size() < MOST_DEVICES) {
            found.put(key, fresh);
        }
        return fresh;
    }

    private List<UsbDevice> devices() {
        var devices = new ArrayList<UsbDevice>();
        found.values().forEach(each -> device(each).ifPresent(devices::add));
        return devices.stream()
                .sorted(
                        Comparator.comparing(UsbDevice::usbId)
                                .thenComparing(device -> device.product().orElse("")))
                .limit(MOST)
                .toList();
    }

    private static Optional<UsbDevice> device(Found each) {
        var vendor = each.device().number("idVendor").filter(n -> n <= 0xffff);
        var product = each.device().number("idProduct").filter(n -> n <= 0xffff);
        var kinds = EnumSet.noneOf(UsbKind.class);
        each.classes().forEach(type -> kind(type).ifPresent(kinds::add));
        if (vendor.isEmpty() || product.isEmpty() || kinds.isEmpty()) {
            return Optional.empty();
        }
        if (each.classes().contains(STILL_IMAGE) || carried(vendor.get(), product.get())) {
            return Optional.empty();
        }
        return Optional.of(
                new UsbDevice(
                        "%04x:%04x".formatted(vendor.get(), product.get()),
                        each.device()
                                .maker("USB Vendor Name")
                                .or(() -> each.device().maker("kUSBVendorString")),
                        each.device()
                                .maker("USB Product Name")
                                .or(() -> each.device().maker("kUSBProductString")),
                        List.copyOf(kinds),
                        Optional.empty()));
    }

    /** What Apple numbers from 1200 to 12ff are iPods, iPhones and iPads, whatever they offer. */
    private static boolean carried(long vendor, long product) {
        return vendor == APPLE && (product & 0xff00) == 0x1200;
    }

    /** Of an interface's class (USB-IF, Defined Class Codes). */
    private static Optional<UsbKind> kind(int type) {
        return switch (type) {
            case 0x01 -> Optional.of(UsbKind.AUDIO);
            case 0x03 -> Optional.of(UsbKind.INPUT);
            case 0x07 -> Optional.of(UsbKind.PRINTER);
            case 0x08 -> Optional.of(UsbKind.STORAGE);
            case 0x0b -> Optional.of(UsbKind.SMART_CARD);
            case 0x0e -> Optional.of(UsbKind.VIDEO);
            case 0xe0 -> Optional.of(UsbKind.WIRELESS);
            default -> Optional.empty();
        };
    }
}
