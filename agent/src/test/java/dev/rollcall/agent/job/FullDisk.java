package dev.rollcall.agent.job;

import java.io.IOException;
import java.nio.file.Path;

/** A file on a disk that is full now, or after some more appends. */
final class FullDisk extends AppendFile {

    volatile boolean full;
    volatile int fullAfter = Integer.MAX_VALUE;

    FullDisk(Path path) {
        super(path);
    }

    @Override
    void append(byte[] bytes) throws IOException {
        if (full || fullAfter-- <= 0) {
            throw new IOException("No space left on device");
        }
        super.append(bytes);
    }

    @Override
    void replace(byte[] bytes) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        super.replace(bytes);
    }
}
