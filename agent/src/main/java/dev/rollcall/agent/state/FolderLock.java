package dev.rollcall.agent.state;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** The sole ownership of a state folder, until it is closed or the process ends. */
public final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StateException("could not release the state folder", e);
        }
    }
}
