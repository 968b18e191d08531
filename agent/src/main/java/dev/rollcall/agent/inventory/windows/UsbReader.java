package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Lists what is on USB, by the classes that Windows puts a device and its parts into. A device is
 * called what it calls itself; who made it is not said, because Windows tells only who made the
 * driver. Phones, which are portable devices to Windows, and cameras that hand over pictures are
 * left out with all their parts.
 */
final class UsbReader {

    private static final int MOST = 100;
    private static final Pattern DEVICE =
            Pattern.compile("USB\\\\VID_([0-9A-Fa-f]{4})&PID_([0-9A-Fa-f]{4})(?:[&\\\\].*)?");

    private UsbReader() {}

    static List<UsbDevice> read(List<Fields> rows) {
        var kinds = new TreeMap<String, EnumSet<UsbKind>>();
        var personal = new HashSet<String>();
        var products = new HashMap<String, String>();
        for (var row : rows) {
            var id =
                    row.text("PNPDeviceID")
                            .map(DEVICE::matcher)
                            .filter(m -> m.matches())
                            .map(m -> (m.group(1) + ":" + m.group(2)).toLowerCase(Locale.ROOT));
            if (id.isPresent()) {
                var type = row.text("PNPClass").orElse("");
                if (type.equals("WPD") || type.equals("Image")) {
                    personal.add(id.get());
                }
                row.maker("Product").ifPresent(name -> products.putIfAbsent(id.get(), name));
                kind(type, row.text("Service").orElse(""))
                        .ifPresent(kind ->
                                kinds.computeIfAbsent(id.get(), _ -> EnumSet.noneOf(UsbKind.class))
                                        .add(kind));
            }
        }
        return kinds.entrySet().stream()
                .filter(device -> !personal.contains(device.getKey()))
                .limit(MOST)
                .map(device ->
                        new UsbDevice(
                                device.getKey(),
                                Optional.empty(),
                                Optional.ofNullable(products.get(device.getKey())),
                                List.copyOf(device.getValue()),
                                Optional.empty()))
                .toList();
    }

    private static Optional<UsbKind> kind(String type, String service) {
        return switch (type) {
            case "MEDIA", "AudioEndpoint" -> Optional.of(UsbKind.AUDIO);
            case "Keyboard", "Mouse", "HIDClass" -> Optional.of(UsbKind.INPUT);
            case "Printer" -> Optional.of(UsbKind.PRINTER);
            case "SmartCardReader" -> Optional.of(UsbKind.SMART_CARD);
            case "Camera" -> Optional.of(UsbKind.VIDEO);
            case "Bluetooth" -> Optional.of(UsbKind.WIRELESS);
            default ->
                    service.equalsIgnoreCase("USBSTOR") || service.equalsIgnoreCase("UASPStor")
                            ? Optional.of(UsbKind.STORAGE)
                            : Optional.empty();
        };
    }
}
