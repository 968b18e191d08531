package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is built in beside the computer proper, or attached to it. No serial numbers of what is
 * attached by USB, and no phones or cameras: those are people's own.
 *
 * @param graphics absent, like all that follow, when the system does not list them
 * @param displays that are connected
 * @param usb of kinds that a computer works with: keyboards, storage, sound, printers, cameras that
 *     belong to it
 * @param printers that the print system knows
 * @param sound adapters on PCI; what sounds on USB is among {@code usb}
 * @param opticalDrives for CD, DVD or Blu-ray
 * @param bluetooth adapters of the device; nothing of what they are connected to
 */
public record PeripheralsSection(
        Optional<List<GraphicsAdapter>> graphics,
        Optional<List<Display>> displays,
        Optional<List<UsbDevice>> usb,
        Optional<List<Printer>> printers,
        Optional<List<SoundAdapter>> sound,
        Optional<List<OpticalDrive>> opticalDrives,
        Optional<List<BluetoothAdapter>> bluetooth)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("peripherals");

    public PeripheralsSection {
        graphics = graphics.map(List::copyOf);
        displays = displays.map(List::copyOf);
        usb = usb.map(List::copyOf);
        printers = printers.map(List::copyOf);
        sound = sound.map(List::copyOf);
        opticalDrives = opticalDrives.map(List::copyOf);
        bluetooth = bluetooth.map(List::copyOf);
    }

    /**
     * Of a device that lists neither sound adapters nor optical drives, and nothing of Bluetooth.
     */
    public PeripheralsSection(
            Optional<List<GraphicsAdapter>> graphics,
            Optional<List<Display>> displays,
            Optional<List<UsbDevice>> usb,
            Optional<List<Printer>> printers) {
        this(
                graphics,
                displays,
                usb,
                printers,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * A graphics adapter.
     *
     * @param pciId vendor and device, as in {@code 8086:5917}
     * @param model as the device's own list of PCI numbers names it
     */
    public record GraphicsAdapter(
            String pciId,
            Optional<String> vendor,
            Optional<String> driver,
            Optional<String> model) {

        public GraphicsAdapter {
            Objects.requireNonNull(pciId, "pciId");
        }

        /** One whose number has no name here. */
        public GraphicsAdapter(String pciId, Optional<String> vendor, Optional<String> driver) {
            this(pciId, vendor, driver, Optional.empty());
        }
    }

    /**
     * A sound adapter.
     *
     * @param pciId vendor and device, as in {@code 8086:9d71}
     * @param vendor as the device's own list of PCI numbers names it, like the model
     */
    public record SoundAdapter(
            String pciId,
            Optional<String> vendor,
            Optional<String> driver,
            Optional<String> model) {

        public SoundAdapter {
            Objects.requireNonNull(pciId, "pciId");
        }
    }

    /**
     * A drive for optical disks.
     *
     * @param name the kernel's, such as {@code sr0}
     * @param builtIn absent where the kernel does not show how it is connected
     */
    public record OpticalDrive(
            String name,
            Optional<String> manufacturer,
            Optional<String> model,
            Optional<Boolean> builtIn) {

        public OpticalDrive {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * An adapter for Bluetooth; it has no name that stays.
     *
     * @param manufacturer as the adapter says
     * @param usbId vendor and product, as in {@code 8087:0026}; absent of one that is on no USB
     */
    public record BluetoothAdapter(Optional<String> manufacturer, Optional<String> usbId) {}

    /**
     * A display, as it describes itself (VESA EDID 1.4).
     *
     * @param connector such as {@code eDP-1}
     * @param manufacturer three letters, from the register of UEFI
     * @param year of manufacture, or of the model
     * @param widthPixels of the picture that it prefers, which is that of its panel
     * @param widthMillimeters of the picture; absent of projectors
     */
    public record Display(
            String connector,
            boolean builtIn,
            Optional<String> manufacturer,
            Optional<String> model,
            Optional<String> serial,
            Optional<Integer> year,
            Optional<Integer> widthPixels,
            Optional<Integer> heightPixels,
            Optional<Integer> widthMillimeters,
            Optional<Integer> heightMillimeters) {

        public Display {
            Objects.requireNonNull(connector, "connector");
        }

        /** One that does not tell how large it is. */
        public Display(
                String connector,
                boolean builtIn,
                Optional<String> manufacturer,
                Optional<String> model,
                Optional<String> serial,
                Optional<Integer> year) {
            this(
                    connector,
                    builtIn,
                    manufacturer,
                    model,
                    serial,
                    year,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
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
