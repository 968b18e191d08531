package dev.rollcall.agent.inventory.disks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Headers that cryptsetup wrote, without the area of their keys, and what can be made of them. */
final class RecordedHeaders {

    static final String LUKS1_UUID = "0f0e0d0c0b0a49088706050403020100";
    static final String LUKS2_UUID = "f1065008295148e1a1241ad4071c071d";
    static final int CHECKSUM_AT = 448;

    private RecordedHeaders() {}

    /** aes-cbc-essiv:sha256 with a key of 256 bits, in two slots. */
    static byte[] luks1() throws IOException {
        return recorded("luks1-two-slots.bin");
    }

    /**
     * aes-xts-plain64 with a key of 512 bits, in a slot of argon2id and one of pbkdf2; a third slot
     * is unbound.
     */
    static byte[] luks2() throws IOException {
        return recorded("luks2-two-slots.bin");
    }

    /** The recorded header of LUKS2 with another area of JSON, and the checksum of that. */
    static byte[] luks2(String json, int size) throws IOException {
        var header = Arrays.copyOf(Arrays.copyOf(luks2(), 4096), size);
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, 4096, bytes.length);
        ByteBuffer.wrap(header).putLong(8, size);
        Arrays.fill(header, CHECKSUM_AT, CHECKSUM_AT + 64, (byte) 0);
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(header);
            System.arraycopy(sum, 0, header, CHECKSUM_AT, sum.length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return header;
    }

    static LuksHeader.Beginning disk(byte[] content) {
        return most -> Optional.of(Arrays.copyOf(content, Math.min(most, content.length)));
    }

    private static byte[] recorded(String name) throws IOException {
        try (var in = RecordedHeaders.class.getResourceAsStream("/recorded/" + name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}
