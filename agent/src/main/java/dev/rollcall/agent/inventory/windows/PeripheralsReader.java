package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.PeripheralsSection;
import dev.rollcall.common.inventory.PeripheralsSection.Display;
import dev.rollcall.common.inventory.PeripheralsSection.GraphicsAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Lists graphics adapters, displays, USB devices and print queues. */
final class PeripheralsReader {

    private static final int MOST = 100;
    private static final Pattern PCI =
            Pattern.compile("PCI\\\\VEN_([0-9A-Fa-f]{4})&DEV_([0-9A-Fa-f]{4})(?:&.*)?");

    /** Ports behind which there is no printer but a file. */
    private static final Set<String> NO_PRINTER = Set.of("portprompt:", "file:", "nul:", "shrfax:");

    private PeripheralsReader() {}

    static PeripheralsSection read(WindowsFacts facts) {
        return new PeripheralsSection(
                facts.rows("graphics")
                        .map(rows -> graphics(rows, facts.rows("devices").orElse(List.of()))),
                facts.rows("displays")
                        .map(rows -> displays(rows, facts.rows("connections").orElse(List.of()))),
                facts.rows("devices").map(UsbReader::read),
                facts.rows("printers").map(PeripheralsReader::printers));
    }

    private static List<GraphicsAdapter> graphics(List<Fields> rows, List<Fields> devices) {
        return rows.stream()
                .flatMap(row -> adapter(row, devices).stream())
                .sorted(Comparator.comparing(GraphicsAdapter::pciId))
                .limit(MOST)
                .toList();
    }

    private static Optional<GraphicsAdapter> adapter(Fields row, List<Fields> devices) {
        return row.text("PNPDeviceID")
                .map(PCI::matcher)
                .filter(m -> m.matches())
                .map(m ->
                        new GraphicsAdapter(
                                (m.group(1) + ":" + m.group(2)).toLowerCase(Locale.ROOT),
                                row.maker("AdapterCompatibility"),
                                driver(m.group(), devices),
                                row.maker("Name")));
    }

    /** The service of its driver, whose name is the same in every language. */
    private static Optional<String> driver(String deviceId, List<Fields> devices) {
        return devices.stream()
                .filter(device -> device.text("PNPDeviceID").equals(Optional.of(deviceId)))
                .flatMap(device -> device.text("Service").stream())
                .findFirst();
    }

    private static List<Display> displays(List<Fields> rows, List<Fields> connections) {
        var found = new ArrayList<Display>();
        var ordered =
                rows.stream()
                        .sorted(Comparator.comparing(r -> r.text("InstanceName").orElse("")))
                        .limit(MOST)
                        .toList();
        for (var row : ordered) {
            var technology =
                    connections.stream()
                            .filter(c ->
                                    c.text("InstanceName").isPresent()
                                            && c.text("InstanceName")
                                                    .equals(row.text("InstanceName")))
                            .flatMap(c -> c.number("VideoOutputTechnology").stream())
                            .findFirst()
                            .orElse(-1L);
            found.add(
                    new Display(
                            connector(technology) + "-" + (found.size() + 1),
                            builtIn(technology),
                            letters(row, "ManufacturerName"),
                            letters(row, "UserFriendlyName"),
                            letters(row, "SerialNumberID"),
                            row.count("YearOfManufacture").filter(y -> y > 1990 && y < 2200)));
        }
        return found;
    }

    /** D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY. */
    private static String connector(long technology) {
        return switch ((int) technology) {
            case 0 -> "VGA";
            case 4 -> "DVI";
            case 5 -> "HDMI";
            case 6 -> "LVDS";
            case 10 -> "DP";
            case 11, 0x8000_0000 -> "eDP";
            default -> "display";
        };
    }

    private static boolean builtIn(long technology) {
        return switch ((int) technology) {
            case 6, 11, 13, 0x8000_0000 -> true; // LVDS, embedded DisplayPort or UDI, internal
            default -> false;
        };
    }

    /** Numbers of characters, filled up with zeros. */
    private static Optional<String> letters(Fields row, String name) {
        var text = new StringBuilder();
        row.list(name).stream()
                .flatMap(letter -> letter.number().stream())
                .takeWhile(letter -> letter > 0 && letter <= Character.MAX_VALUE)
                .limit(MOST)
                .forEach(letter -> text.append((char) letter.intValue()));
        return Clean.maker(text.toString());
    }

    private static List<Printer> printers(List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> printer(row).stream())
                .sorted(Comparator.comparing(Printer::name))
                .limit(MOST)
                .toList();
    }

    private static Optional<Printer> printer(Fields row) {
        var port = row.text("PortName").orElse("").toLowerCase(Locale.ROOT);
        return row.text("Name")
                .filter(_ -> !NO_PRINTER.contains(port))
                .map(name ->
                        new Printer(
                                name,
                                row.maker("DriverName"),
                                connection(port),
                                row.truth("Default").orElse(false)));
    }

    /** What kind of port it is; the address that may be in its name is not sent. */
    private static Optional<String> connection(String port) {
        if (port.startsWith("usb")) {
            return Optional.of("usb");
        }
        if (port.startsWith("wsd")) {
            return Optional.of("wsd");
        }
        if (port.startsWith("lpt")) {
            return Optional.of("parallel");
        }
        if (port.startsWith("http") || port.startsWith("ipp")) {
            return Optional.of("ipp");
        }
        boolean address = port.startsWith("ip_") || port.matches("\\d{1,3}(\\.\\d{1,3}){3}.*");
        return address ? Optional.of("socket") : Optional.empty();
    }
}
