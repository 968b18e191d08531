package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.Panel.Extent;
import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.PeripheralsSection;
import dev.rollcall.common.inventory.PeripheralsSection.Display;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads graphics adapters, displays, USB devices and print queues from /sys and /etc. */
final class PeripheralsCollector implements Collector {

    private static final String DRM = "/sys/class/drm/";
    private static final String USB = "/sys/bus/usb/devices/";
    private static final String CUPS = "/etc/cups";
    private static final Pattern CONNECTOR = Pattern.compile("card\\d+-(.+)");
    private static final Pattern BUILT_IN = Pattern.compile("(eDP|LVDS|DSI)-.*");
    private static final Pattern USB_DEVICE = Pattern.compile("\\d+-\\d+(\\.\\d+)*");

    /** Still images: phones and cameras (USB Still Image Capture Device Definition). */
    private static final String STILL_IMAGE = "06";

    private static final int LARGEST_EDID = 32 * 1024;
    private static final int MOST = 100;

    private final DeviceFiles files;

    PeripheralsCollector(DeviceFiles files) {
        this.files = files;
    }

    @Override
    public SectionKind kind() {
        return PeripheralsSection.KIND;
    }

    @Override
    public Collected collect() throws IOException {
        var adapters = PciAdapters.read(files);
        return Collected.of(
                new PeripheralsSection(
                        adapters.map(PciAdapters::graphics),
                        files.isFolder(DRM) ? Optional.of(displays()) : Optional.empty(),
                        files.isFolder(USB) ? Optional.of(usb()) : Optional.empty(),
                        files.isFolder(CUPS) ? Optional.of(printers()) : Optional.empty(),
                        adapters.map(PciAdapters::sound),
                        OpticalDrives.read(files),
                        BluetoothAdapters.read(files)));
    }

    private List<Display> displays() throws IOException {
        var found = new ArrayList<Display>();
        for (var name : files.names(DRM)) {
            var connector = CONNECTOR.matcher(name);
            if (connector.matches() && found.size() < MOST) {
                var folder = DRM + name;
                var clean = Clean.text(connector.group(1));
                if (clean.isPresent() && files.fact(folder + "/status").equals(CONNECTED)) {
                    found.add(display(clean.get(), folder));
                }
            }
        }
        return found;
    }

    private static final Optional<String> CONNECTED = Optional.of("connected");

    private Display display(String connector, String folder) throws IOException {
        var block = files.bytes(folder + "/edid", LARGEST_EDID).filter(Edid::isWhole);
        var edid = block.flatMap(Edid::read);
        var panel = block.map(Panel::read).orElse(Panel.UNKNOWN);
        return new Display(
                connector,
                BUILT_IN.matcher(connector).matches(),
                edid.flatMap(Edid::manufacturer),
                edid.flatMap(Edid::model),
                edid.flatMap(Edid::serial),
                edid.flatMap(Edid::year),
                panel.pixels().map(Extent::width),
                panel.pixels().map(Extent::height),
                panel.millimeters().map(Extent::width),
                panel.millimeters().map(Extent::height));
    }

    private List<UsbDevice> usb() throws IOException {
        var interfaces = new TreeSet<>(files.names(USB));
        var found = new ArrayList<UsbDevice>();
        for (var name : List.copyOf(interfaces)) {
            if (USB_DEVICE.matcher(name).matches() && found.size() < MOST) {
                device(name, interfaces).ifPresent(found::add);
            }
        }
        found.sort(
                Comparator.comparing(UsbDevice::usbId)
                        .thenComparing(device -> device.product().orElse("")));
        return found;
    }

    private Optional<UsbDevice> device(String name, NavigableSet<String> all) {
        var folder = USB + name;
        var kinds = EnumSet.noneOf(UsbKind.class);
        // from "1-2:" up to what would follow "1-2:" and anything
        Set<String> own = all.subSet(name + ":", name + ";");
        for (var part : own) {
            var type = files.fact(USB + part + "/bInterfaceClass").orElse("");
            if (type.equals(STILL_IMAGE)) {
                return Optional.empty();
            }
            kind(type).ifPresent(kinds::add);
        }
        return PciDevices.pair(files, folder + "/idVendor", folder + "/idProduct")
                .filter(_ -> !kinds.isEmpty())
                .map(id ->
                        new UsbDevice(
                                id,
                                files.fact(folder + "/manufacturer").flatMap(Clean::maker),
                                files.fact(folder + "/product").flatMap(Clean::maker),
                                List.copyOf(kinds),
                                builtIn(folder)));
    }

    private Optional<Boolean> builtIn(String folder) {
        return switch (files.fact(folder + "/removable").orElse("unknown")) {
            case "fixed" -> Optional.of(true);
            case "removable" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Of an interface's class (USB-IF, Defined Class Codes). */
    private static Optional<UsbKind> kind(String type) {
        return switch (type) {
            case "01" -> Optional.of(UsbKind.AUDIO);
            case "03" -> Optional.of(UsbKind.INPUT);
            case "07" -> Optional.of(UsbKind.PRINTER);
            case "08" -> Optional.of(UsbKind.STORAGE);
            case "0b" -> Optional.of(UsbKind.SMART_CARD);
            case "0e" -> Optional.of(UsbKind.VIDEO);
            case "e0" -> Optional.of(UsbKind.WIRELESS);
            default -> Optional.empty();
        };
    }

    private List<Printer> printers() throws IOException {
        return PrintQueues.read(files.lines(CUPS + "/printers.conf"));
    }
}
