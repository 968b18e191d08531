package dev.rollcall.agent.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes what goes to a TPM, big end first. For one thread. */
final class TpmWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TpmWriter uint8(int value) {
        bytes.write(value);
        return this;
    }

    TpmWriter uint16(int value) {
        return raw(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    }

    TpmWriter uint32(int value) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    TpmWriter raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    /** A TPM2B. */
    TpmWriter sized(byte[] value) {
        return uint16(value.length).raw(value);
    }

    byte[] toArray() {
        return bytes.toByteArray();
    }
}
