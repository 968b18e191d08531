package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/** Records of sign-ins as glibc writes them on x86, and a clock, on a planted device. */
final class PlantedLogins {

    private static final int LASTLOG = 292;
    private static final int WTMP = 384;
    private static final int USER_PROCESS = 7;
    private static final Duration UP = Duration.ofHours(3);

    private final PlantedDevice device;

    PlantedLogins(PlantedDevice device) {
        this.device = device;
    }

    PlantedLogins now(Instant now) {
        device.file("/proc/stat", "cpu 1 2\nbtime " + now.minus(UP).getEpochSecond() + "\n")
                .file("/proc/uptime", UP.toSeconds() + ".00 1.00\n");
        return this;
    }

    PlantedLogins lastlog(long uid, Instant when) {
        var record = ByteBuffer.allocate(LASTLOG).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt((int) when.getEpochSecond()).put("pts/0".getBytes(StandardCharsets.UTF_8));
        return write("/var/log/lastlog", uid * LASTLOG, record);
    }

    PlantedLogins wtmp(String name, Instant when) {
        var record = ByteBuffer.allocate(WTMP).order(ByteOrder.LITTLE_ENDIAN);
        record.putShort(0, (short) USER_PROCESS)
                .put(8, "tty7".getBytes(StandardCharsets.UTF_8))
                .put(44, name.getBytes(StandardCharsets.UTF_8))
                .putInt(340, (int) when.getEpochSecond());
        try {
            var log = device.root().resolve("var/log/wtmp");
            long size = Files.exists(log) ? Files.size(log) : 0;
            return write("/var/log/wtmp", size, record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PlantedLogins write(String path, long place, ByteBuffer record) {
        Path file = device.root().resolve(path.substring(1));
        try {
            Files.createDirectories(file.getParent());
            try (var channel =
                    Files.newByteChannel(
                            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.position(place).write(record.rewind());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
