package dev.rollcall.agent.tpm;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** What a TPM answered, after its header. For one thread. */
final class TpmReply {

    private final ByteBuffer bytes;

    TpmReply(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    int uint16() throws TpmException {
        return Short.toUnsignedInt(ByteBuffer.wrap(raw(Short.BYTES)).getShort());
    }

    int uint32() throws TpmException {
        return ByteBuffer.wrap(raw(Integer.BYTES)).getInt();
    }

    /** A TPM2B. */
    byte[] sized() throws TpmException {
        return raw(uint16());
    }

    byte[] rest() throws TpmException {
        return raw(bytes.remaining());
    }

    private byte[] raw(int count) throws TpmException {
        var taken = new byte[count];
        try {
            bytes.get(taken);
        } catch (BufferUnderflowException e) {
            throw new TpmException("the TPM's response ended too early", e);
        }
        return taken;
    }
}
