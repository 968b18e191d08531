package dev.rollcall.agent.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One command to a TPM, past PKCS#11, which does not tell one TPM from another: the public area of
 * the storage root key (TPM 2.0 Library, part 3, TPM2_ReadPublic), which another TPM does not have,
 * and neither has the same one after it was cleared.
 */
final class TpmCommand {

    /** The handle that the storage root key has by custom (TCG TPM v2.0 Provisioning Guidance). */
    private static final byte[] READ_STORAGE_ROOT_KEY = {
        (byte) 0x80, 0x01, 0, 0, 0, 14, 0, 0, 0x01, 0x73, (byte) 0x81, 0, 0, 0x01
    };

    private static final Pattern SOFTWARE =
            Pattern.compile("swtpm:host=([0-9A-Za-z.:-]{1,255}),port=([0-9]{1,5})");
    private static final int HEADER = 10;
    private static final int CODE_AT = 6;
    private static final int SUCCESS = 0;

    /** TPM_RC_HANDLE of the first handle. */
    private static final int NO_SUCH_HANDLE = 0x18B;

    private static final int LARGEST = 4_096;
    private static final int PATIENCE_MILLIS = 5_000;

    private TpmCommand() {}

    /**
     * The key; empty where the TPM has none.
     *
     * @param tcti how libtss2 is told to speak to it, where it is not the kernel's device
     */
    static Optional<byte[]> storageRootKey(Path device, Optional<String> tcti) throws IOException {
        if (tcti.isEmpty()) {
            return key(toDevice(device));
        }
        var software = SOFTWARE.matcher(tcti.get());
        if (!software.matches()) {
            throw new IOException("no way to speak to it: " + tcti.get());
        }
        return key(toProgram(software.group(1), Integer.parseInt(software.group(2))));
    }

    private static byte[] toDevice(Path device) throws IOException {
        try (var channel =
                FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(READ_STORAGE_ROOT_KEY));
            // the whole answer comes at once
            var answer = ByteBuffer.allocate(LARGEST);
            channel.read(answer);
            answer.flip();
            var bytes = new byte[answer.remaining()];
            answer.get(bytes);
            return bytes;
        }
    }

    private static byte[] toProgram(String host, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(READ_STORAGE_ROOT_KEY);
            var in = socket.getInputStream();
            var header = in.readNBytes(HEADER);
            if (header.length < HEADER) {
                return header;
            }
            int rest = Math.clamp(ByteBuffer.wrap(header).getInt(2) - HEADER, 0, LARGEST);
            return ByteBuffer.allocate(HEADER + rest).put(header).put(in.readNBytes(rest)).array();
        }
    }

    private static Optional<byte[]> key(byte[] answer) throws IOException {
        if (answer.length < HEADER) {
            throw new IOException("the TPM gave no answer");
        }
        int code = ByteBuffer.wrap(answer).getInt(CODE_AT);
        if (code != SUCCESS && code != NO_SUCH_HANDLE) {
            throw new TpmRefusedException(code);
        }
        return code == SUCCESS ? Optional.of(answer) : Optional.empty();
    }
}
