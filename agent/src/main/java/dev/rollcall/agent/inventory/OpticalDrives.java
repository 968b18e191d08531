package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.PeripheralsSection.OpticalDrive;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The drives for optical disks, from /sys/block. */
final class OpticalDrives {

    private static final String BLOCK = "/sys/block";
    private static final Pattern NAME = Pattern.compile("sr\\d{1,3}");
    private static final Pattern ON_USB = Pattern.compile(".*/usb\\d+/.*");
    private static final int MOST = 16;

    private OpticalDrives() {}

    /** Empty where the kernel does not list its block devices. */
    static Optional<List<OpticalDrive>> read(DeviceFiles files) throws IOException {
        if (!files.isFolder(BLOCK)) {
            return Optional.empty();
        }
        return Optional.of(
                files.names(BLOCK).stream()
                        .filter(name -> NAME.matcher(name).matches())
                        .limit(MOST)
                        .map(name -> drive(files, name))
                        .toList());
    }

    private static OpticalDrive drive(DeviceFiles files, String name) {
        var folder = BLOCK + "/" + name;
        return new OpticalDrive(
                name,
                files.fact(folder + "/device/vendor").flatMap(Clean::maker),
                files.fact(folder + "/device/model").flatMap(Clean::maker),
                files.link(folder).map(to -> !ON_USB.matcher(to).matches()));
    }
}
