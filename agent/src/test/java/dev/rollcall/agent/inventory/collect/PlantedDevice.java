package dev.rollcall.agent.inventory.collect;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A folder that looks like the root of a device. */
public final class PlantedDevice {

    private final Path root;

    public PlantedDevice(Path root) {
        this.root = root;
    }

    public DeviceFiles files() {
        return DeviceFiles.below(root);
    }

    public Path root() {
        return root;
    }

    public PlantedDevice file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public PlantedDevice file(String path, byte[] content) {
        return planting(path, file -> Files.write(file, content));
    }

    public PlantedDevice folder(String path) {
        return planting(path, Files::createDirectories);
    }

    public PlantedDevice link(String path, String target) {
        return planting(path, file -> Files.createSymbolicLink(file, Path.of(target)));
    }

    public PlantedDevice modified(String path, Instant when) {
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
