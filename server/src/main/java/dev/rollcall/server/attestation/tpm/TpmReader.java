package dev.rollcall.server.attestation.tpm;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads a structure of a TPM from hostile bytes, big end first. For one thread. */
final class TpmReader {

    /** The bytes are not the structure. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final ByteBuffer bytes;

    TpmReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    int uint8() throws MalformedException {
        return Byte.toUnsignedInt(take(1)[0]);
    }

    int uint16() throws MalformedException {
        return Short.toUnsignedInt(ByteBuffer.wrap(take(2)).getShort());
    }

    /** As the 32 bits that they are. */
    int uint32() throws MalformedException {
        return ByteBuffer.wrap(take(4)).getInt();
    }

    void skip(int count) throws MalformedException {
        var _ = take(count);
    }

    /** A TPM2B: its size, and so many bytes. */
    byte[] sized(int most) throws MalformedException {
        int size = uint16();
        if (size > most) {
            throw new MalformedException("a part has " + size + " bytes, more than " + most);
        }
        return take(size);
    }

    void requireEnd() throws MalformedException {
        if (bytes.hasRemaining()) {
            throw new MalformedException(bytes.remaining() + " bytes too many");
        }
    }

    private byte[] take(int count) throws MalformedException {
        var taken = new byte[count];
        try {
            bytes.get(taken);
        } catch (BufferUnderflowException e) {
            throw new MalformedException("it ends too early");
        }
        return taken;
    }
}
