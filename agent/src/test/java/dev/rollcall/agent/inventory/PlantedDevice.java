package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A folder that looks like the root of a device. */
final class PlantedDevice {

    private final Path root;

    PlantedDevice(Path root) {
        this.root = root;
    }

    DeviceFiles files() {
        return DeviceFiles.below(root);
    }

    Path root() {
        return root;
    }

    PlantedDevice file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    PlantedDevice file(String path, byte[] content) {
        return planting(path, file -> Files.write(file, content));
    }

    PlantedDevice folder(String path) {
        return planting(path, Files::createDirectories);
    }

    PlantedDevice link(String path, String target) {
        return planting(path, file -> Files.createSymbolicLink(file, Path.of(target)));
    }

    PlantedDevice modified(String path, Instant when) {
        return planting(path, file -> Files.setLastModifiedTime(file, FileTime.from(when)));
    }

    private PlantedDevice planting(String path, Planting planting) {
        var file = root.resolve(path.substring(1));
        try {
            Files.createDirectories(file.getParent());
            planting.plant(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private interface Planting {
        void plant(Path file) throws IOException;
    }
}
