package dev.rollcall.agent.inventory.collect;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What udev found out about block devices, from its records in /run/udev/data. */
public final class Udev {

    private static final Pattern ENCODED = Pattern.compile("\\\\x([0-9a-f]{2})");

    private Udev() {}

    /**
     * A property as it stands there.
     *
     * @param folder of the device in /sys
     */
    public static Optional<String> property(DeviceFiles files, String folder, String name) {
        try {
            var device = files.fact(folder + "/dev");
            if (device.isEmpty()) {
                return Optional.empty();
            }
            var prefix = "E:" + name + "=";
            return files.lines("/run/udev/data/b" + device.get()).stream()
                    .filter(line -> line.startsWith(prefix))
                    .findFirst()
                    .map(line -> line.substring(prefix.length()));
        } catch (IOException e) {
            return Optional.empty(); // udev is not running, or keeps too much to read
        }
    }

    /**
     * The same without its encoding: blanks, and all that is not plain, stand there as in {@code
     * \\x20}, byte by byte.
     */
    public static Optional<String> decoded(DeviceFiles files, String folder, String name) {
        return property(files, folder, name).map(Udev::decoded);
    }

    private static String decoded(String text) {
        var bytes = new ByteArrayOutputStream();
        var parts = ENCODED.matcher(text);
        int done = 0;
        while (parts.find()) {
            bytes.writeBytes(text.substring(done, parts.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(parts.group(1), 16));
            done = parts.end();
        }
        bytes.writeBytes(text.substring(done).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
