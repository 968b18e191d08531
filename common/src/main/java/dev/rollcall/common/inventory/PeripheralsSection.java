package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is built in beside the computer proper, or attached to it. No serial numbers of what is
 * attached by USB, and no phones or cameras: those are people's own.
 *
 * @param graphics absent, like the next three, when the system does not list them
 * @param displays that are connected
 * @param usb of kinds that a computer works with: keyboards, storage, sound, printers, cameras that
 *     belong to it
 * @param printers that the print system knows
 */
public record PeripheralsSection(
        Optional<List<GraphicsAdapter>> graphics,
        Optional<List<Display>> displays,
        Optional<List<UsbDevice>> usb,
        Optional<List<Printer>> printers)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("peripherals");

    public PeripheralsSection {
        graphics = graphics.map(List::copyOf);
        displays = displays.map(List::copyOf);
        usb = usb.map(List::copyOf);
        printers = printers.map(List::copyOf);
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * A graphics adapter.
     *
     * @param pciId vendor and device, as in {@code 8086:5917}
     */
    public record GraphicsAdapter(String pciId, Optional<String> vendor, Optional<String> driver) {

        public GraphicsAdapter {
            Objects.requireNonNull(pciId, "pciId");
        }
    }

    /**
     * A display, as it describes itself (VESA EDID 1.4).
     *
     * @param connector such as {@code eDP-1}
     * @param manufacturer three letters, from the register of UEFI
     * @param year of manufacture, or of the model
     */
    public record Display(
            String connector,
            boolean builtIn,
            Optional<String> manufacturer,
            Optional<String> model,
            Optional<String> serial,
            Optional<Integer> year) {

        public Display {
            Objects.requireNonNull(connector, "connector");
        }
    }

    /**
     * A device on USB.
     *
     * @param usbId vendor and product, as in {@code 046d:c31c}
     * @param builtIn absent when the firmware does not say
     */
    public record UsbDevice(
            String usbId,
            Optional<String> manufacturer,
            Optional<String> product,
            List<UsbKind> kinds,
            Optional<Boolean> builtIn) {

        public UsbDevice {
            Objects.requireNonNull(usbId, "usbId");
            kinds = Lists.copy(kinds);
        }
    }

    /** What a USB device is for: its interface classes. */
    public enum UsbKind {
        @JsonProperty("audio")
        AUDIO,
        @JsonProperty("input")
        INPUT,
        @JsonProperty("printer")
        PRINTER,
        @JsonProperty("storage")
        STORAGE,
        @JsonProperty("smart-card")
        SMART_CARD,
        @JsonProperty("video")
        VIDEO,
        @JsonProperty("wireless")
        WIRELESS
    }

    /**
     * A print queue.
     *
     * @param connection the scheme of its address, such as {@code ipp}; the address is not sent
     */
    public record Printer(
            String name, Optional<String> model, Optional<String> connection, boolean isDefault) {

        public Printer {
            Objects.requireNonNull(name, "name");
        }
    }
}
