package dev.rollcall.agent.tpm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A way to a TPM: a command is written, and its response read. The kernel's resource manager gives
 * each that opens {@code /dev/tpmrm0} a TPM of its own; an emulator's socket is for one at a time.
 */
final class TpmChannel implements AutoCloseable {

    private static final int HEADER = 10;
    private static final int LARGEST = 4096;

    private final ByteChannel channel;

    private TpmChannel(ByteChannel channel) {
        this.channel = channel;
    }

    static TpmChannel device(Path device) throws IOException {
        return new TpmChannel(
                FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    static TpmChannel socket(InetSocketAddress emulator) throws IOException {
        return new TpmChannel(SocketChannel.open(emulator));
    }

    /** The whole response. */
    byte[] transmit(byte[] command) throws IOException {
        var out = ByteBuffer.wrap(command);
        while (out.hasRemaining()) {
            channel.write(out);
        }
        // the device gives a response in one read, a socket perhaps in parts
        var in = ByteBuffer.allocate(LARGEST);
        do {
            if (channel.read(in) <= 0) {
                throw new IOException("the TPM's response ended too early");
            }
        } while (in.position() < HEADER || in.position() < in.getInt(2));
        if (in.position() != in.getInt(2)) {
            throw new IOException("the TPM's response is longer than it says");
        }
        var response = new byte[in.position()];
        in.flip().get(response);
        return response;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
