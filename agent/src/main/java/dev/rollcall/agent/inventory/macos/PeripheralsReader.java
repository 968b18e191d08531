package dev.rollcall.agent.inventory.macos;

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
import java.util.regex.Pattern;

/** Lists graphics adapters that are known by a number, displays and print queues. */
final class PeripheralsReader {

    static final String[] TYPES = {"SPDisplaysDataType", "SPPrintersDataType"};

    private static final int MOST = 100;
    private static final Pattern DEVICE = Pattern.compile("0x([0-9a-f]{4})");
    private static final Pattern VENDOR = Pattern.compile("(?:0x)?([0-9a-f]{1,4})");
    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]{0,20}):.*");

    private PeripheralsReader() {}

    /**
     * @param usb what ioreg printed, where it did
     */
    static PeripheralsSection read(Fields profile, Optional<String> usb) {
        var adapters = profile.list("SPDisplaysDataType");
        boolean known = profile.has("SPDisplaysDataType");
        return new PeripheralsSection(
                known ? Optional.of(graphics(adapters)) : Optional.empty(),
                known ? Optional.of(displays(adapters)) : Optional.empty(),
                usb.flatMap(UsbReader::read),
                profile.has("SPPrintersDataType")
                        ? Optional.of(printers(profile.list("SPPrintersDataType")))
                        : Optional.empty());
    }

    /** Apple's own are a part of the processor and have no number on any bus. */
    private static List<GraphicsAdapter> graphics(List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> adapter(row).stream())
                .sorted(Comparator.comparing(GraphicsAdapter::pciId))
                .limit(MOST)
                .toList();
    }

    private record Maker(String id, String name) {}

    private static Optional<GraphicsAdapter> adapter(Fields row) {
        var text = row.text("spdisplays_vendor").orElse("").toLowerCase(Locale.ROOT);
        var maker =
                List.of(
                                new Maker("8086", "Intel"),
                                new Maker("1002", "AMD"),
                                new Maker("10de", "NVIDIA"))
                        .stream()
                        .filter(m ->
                                text.contains(m.id())
                                        || text.contains(m.name().toLowerCase(Locale.ROOT)))
                        .findFirst();
        return row.text("spdisplays_device-id")
                .map(DEVICE::matcher)
                .filter(m -> m.matches())
                .flatMap(m ->
                        maker.map(known ->
                                new GraphicsAdapter(
                                        known.id() + ":" + m.group(1),
                                        Optional.of(known.name()),
                                        Optional.empty())));
    }

    private static List<Display> displays(List<Fields> adapters) {
        var found = new ArrayList<Display>();
        for (var adapter : adapters) {
            for (var row : adapter.list("spdisplays_ndrvs")) {
                if (found.size() < MOST) {
                    found.add(display(row, found.size() + 1));
                }
            }
        }
        return found;
    }

    private static Display display(Fields row, int number) {
        boolean builtIn =
                row.text("spdisplays_connection_type").equals(Optional.of("spdisplays_internal"));
        return new Display(
                (builtIn ? "internal-" : "display-") + number,
                builtIn,
                row.text("_spdisplays_display-vendor-id").flatMap(PeripheralsReader::maker),
                row.maker("_name"),
                row.maker("spdisplays_display-serial-number"),
                row.text("_spdisplays_display-year")
                        .filter(year -> year.matches("(19|20|21)\\d\\d"))
                        .map(Integer::parseInt));
    }

    /** Three letters of five bits each, A being 1 (VESA E-EDID, 3.4). */
    private static Optional<String> maker(String hex) {
        var form = VENDOR.matcher(hex);
        if (!form.matches()) {
            return Optional.empty();
        }
        int packed = Integer.parseInt(form.group(1), 16);
        var letters = new StringBuilder();
        for (int shift = 10; shift >= 0; shift -= 5) {
            letters.append((char) ('A' - 1 + ((packed >> shift) & 0x1f)));
        }
        return Optional.of(letters.toString()).filter(name -> name.matches("[A-Z]{3}"));
    }

    private static List<Printer> printers(List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> printer(row).stream())
                .sorted(Comparator.comparing(Printer::name))
                .limit(MOST)
                .toList();
    }

    /** Where there is none, system_profiler lists one that is not called anything. */
    private static Optional<Printer> printer(Fields row) {
        return row.text("_name")
                .filter(_ -> row.has("uri"))
                .map(name ->
                        new Printer(
                                name,
                                row.maker("ppd"),
                                row.text("uri")
                                        .map(SCHEME::matcher)
                                        .filter(m -> m.matches())
                                        .map(m -> m.group(1)),
                                row.truth("default").orElse(false)));
    }
}
