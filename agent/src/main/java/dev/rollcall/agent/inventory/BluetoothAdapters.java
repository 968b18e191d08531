package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.PeripheralsSection.BluetoothAdapter;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Bluetooth adapters, from /sys/class/bluetooth, and none of their connections there. */
final class BluetoothAdapters {

    private static final String FOLDER = "/sys/class/bluetooth";
    private static final Pattern ADAPTER = Pattern.compile("hci\\d{1,3}");
    private static final int MOST = 8;

    private BluetoothAdapters() {}

    /** Empty where the kernel knows nothing of Bluetooth. */
    static Optional<List<BluetoothAdapter>> read(DeviceFiles files) throws IOException {
        if (!files.isFolder(FOLDER)) {
            return Optional.empty();
        }
        return Optional.of(
                files.names(FOLDER).stream()
                        .filter(name -> ADAPTER.matcher(name).matches())
                        .limit(MOST)
                        .map(name -> adapter(files, FOLDER + "/" + name))
                        .sorted(Comparator.comparing(one -> one.usbId().orElse("")))
                        .toList());
    }

    private static BluetoothAdapter adapter(DeviceFiles files, String folder) {
        return new BluetoothAdapter(
                // its own link is followed before the dots, and there is nothing of that name on
                // PCI
                files.fact(folder + "/device/../manufacturer").flatMap(Clean::maker),
                NetworkAdapter.of(files, folder).usbId());
    }
}
