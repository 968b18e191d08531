package dev.rollcall.server.killing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk in memory, which a test fills. */
final class SmallDisk implements AutoCloseable {

    private static final int KIB = 1024;
    private static final int MIB = KIB * KIB;

    private final Path at;
    private final Path filler;

    private SmallDisk(Path at) {
        this.at = at;
        this.filler = at.resolve("filler");
    }

    /** Mounts it at a new folder; only root may. */
    static Optional<SmallDisk> mount(Path at, int mebibytes)
            throws IOException, InterruptedException {
        Files.createDirectories(at);
        var options = "size=" + mebibytes + "m,mode=0700";
        var command = List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
        return ran(command) ? Optional.of(new SmallDisk(at)) : Optional.empty();
    }

    private static boolean ran(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    /** Fills it until so much is free. */
    void leave(int mebibytes) throws IOException {
        clear();
        long surplus = at.toFile().getUsableSpace() - (long) mebibytes * MIB;
        try (var out = Files.newOutputStream(filler)) {
            var zeros = new byte[4 * KIB];
            for (long written = 0; written < surplus; written += zeros.length) {
                out.write(zeros);
            }
        }
    }

    /** Fills it to its last byte. */
    void fill() {
        try {
            clear();
            try (var out = Files.newOutputStream(filler)) {
                while (true) {
                    out.write(new byte[4 * KIB]);
                }
            }
        } catch (IOException e) {
            // there is no more
        }
    }

    void clear() throws IOException {
        Files.deleteIfExists(filler);
    }

    @Override
    public void close() throws InterruptedException {
        // lazily: a process that was killed may not be gone yet
        if (!ran(List.of("umount", "-l", at.toString()))) {
            throw new IllegalStateException("still mounted: " + at);
        }
    }
}
