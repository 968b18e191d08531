package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.PeripheralsSection.GraphicsAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.SoundAdapter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The adapters on PCI that people see or hear, with the names that the device knows for them. */
record PciAdapters(List<GraphicsAdapter> graphics, List<SoundAdapter> sound) {

    private static final String DISPLAY_CONTROLLER = "0x03";
    private static final String AUDIO_CONTROLLER = "0x0401";
    private static final String HIGH_DEFINITION_AUDIO = "0x0403";

    /** Empty where the kernel lists no devices on PCI. */
    static Optional<PciAdapters> read(DeviceFiles files) throws IOException {
        if (!files.isFolder(PciDevices.FOLDER)) {
            return Optional.empty();
        }
        var graphics = PciDevices.of(files, DISPLAY_CONTROLLER);
        var sound = PciDevices.of(files, AUDIO_CONTROLLER, HIGH_DEFINITION_AUDIO);
        var ids = Stream.concat(graphics.stream(), sound.stream()).map(PciDevices.Found::id);
        var names = PciNames.of(files, ids.toList());
        return Optional.of(
                new PciAdapters(
                        graphics.stream().map(found -> graphics(found, names)).toList(),
                        sound.stream().map(found -> sound(found, names)).toList()));
    }

    private static GraphicsAdapter graphics(PciDevices.Found found, PciNames names) {
        return new GraphicsAdapter(
                found.id(),
                vendor(found.vendor()).or(() -> names.vendor(found.id())),
                found.driver(),
                names.model(found.id()));
    }

    private static SoundAdapter sound(PciDevices.Found found, PciNames names) {
        return new SoundAdapter(
                found.id(), names.vendor(found.id()), found.driver(), names.model(found.id()));
    }

    /** The makers of graphics adapters, as the PCI-SIG registered them. */
    private static Optional<String> vendor(String id) {
        return switch (id) {
            case "8086" -> Optional.of("Intel");
            case "1002", "1022" -> Optional.of("AMD");
            case "10de" -> Optional.of("NVIDIA");
            case "102b" -> Optional.of("Matrox");
            case "1a03" -> Optional.of("ASPEED");
            case "1234" -> Optional.of("QEMU");
            case "1af4" -> Optional.of("virtio");
            case "15ad" -> Optional.of("VMware");
            case "80ee" -> Optional.of("VirtualBox");
            default -> Optional.empty();
        };
    }
}
