package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import java.util.Optional;

/**
 * What is behind a network interface, from its folder in /sys.
 *
 * @param driver the kernel's
 * @param pciId vendor and device; that of the bridge where the adapter is on a bus of its maker's
 */
record NetworkAdapter(Optional<String> driver, Optional<String> pciId, Optional<String> usbId) {

    /**
     * All absent of an interface without an adapter.
     *
     * @param folder such as {@code /sys/class/net/eth0}
     */
    static NetworkAdapter of(DeviceFiles files, String folder) {
        var device = folder + "/device";
        // the kernel's links are followed before the dots: what the device is plugged into
        var above = device + "/..";
        var bus = bus(files, device);
        var onPci = bus.equals("pci") ? device : above;
        return new NetworkAdapter(
                PciDevices.driver(files, device),
                bus(files, onPci).equals("pci")
                        ? PciDevices.pair(files, onPci + "/vendor", onPci + "/device")
                        : Optional.empty(),
                bus.equals("usb")
                        ? PciDevices.pair(files, above + "/idVendor", above + "/idProduct")
                        : Optional.empty());
    }

    private static String bus(DeviceFiles files, String device) {
        return files.linkTarget(device + "/subsystem").orElse("");
    }

    /** The interface with what is behind it. */
    Interface behind(Interface one) {
        return one.by(driver, pciId, usbId);
    }
}
