package dev.rollcall.agent.tpm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A way to a TPM: a command is written, and its response read. The kernel's resource manager gives
 * each that opens {@code /dev/tpmrm0} a TPM of its own; a program's socket is for one at a time.
 */
final class TpmChannel implements AutoCloseable {

    private static final int HEADER = 10;
    private static final int LARGEST = 4096;
    private static final int PATIENCE_MILLIS = 30_000;

    /** What is to be closed. */
    @FunctionalInterface
    private interface Closing {
        void close() throws IOException;
    }

    private final WritableByteChannel out;
    private final ReadableByteChannel in;
    private final Closing closing;

    private TpmChannel(WritableByteChannel out, ReadableByteChannel in, Closing closing) {
        this.out = out;
        this.in = in;
        this.closing = closing;
    }

    static TpmChannel device(Path device) throws TpmException {
        try {
            var channel =
                    FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new TpmChannel(channel, channel, channel::close);
        } catch (IOException e) {
            throw new TpmException("no TPM at " + device, e);
        }
    }

    /** To swtpm, say. */
    static TpmChannel program(InetSocketAddress address) throws TpmException {
        var socket = new Socket();
        try {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new TpmChannel(
                    Channels.newChannel(socket.getOutputStream()),
                    Channels.newChannel(socket.getInputStream()),
                    socket::close);
        } catch (IOException e) {
            var failure = new TpmException("no TPM at " + address, e);
            try {
                socket.close();
            } catch (IOException alsoThat) {
                failure.addSuppressed(alsoThat);
            }
            throw failure;
        }
    }

    /** The whole response. */
    byte[] transmit(byte[] command) throws IOException {
        var sent = ByteBuffer.wrap(command);
        while (sent.hasRemaining()) {
            out.write(sent);
        }
        // the device gives a response in one read, a program perhaps in parts
        var response = ByteBuffer.allocate(LARGEST);
        do {
            if (in.read(response) <= 0) {
                throw new IOException("the TPM's response ended too early");
            }
        } while (response.position() < HEADER || response.position() < response.getInt(2));
        if (response.position() != response.getInt(2)) {
            throw new IOException("the TPM's response is longer than it says");
        }
        var bytes = new byte[response.position()];
        response.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
