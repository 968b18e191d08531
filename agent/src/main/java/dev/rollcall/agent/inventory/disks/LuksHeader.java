package dev.rollcall.agent.inventory.disks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the beginning of a disk says of its LUKS encryption: cipher, slots, and how a passphrase
 * becomes a key. Salts, digests and key material are stepped over and kept nowhere.
 *
 * @param version 1 or 2
 * @param uuid in lower case, without its dashes
 */
record LuksHeader(int version, String uuid, Cipher cipher) {

    private static final byte[] MAGIC = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
    private static final int UUID_AT = 168;
    private static final int UUID_BYTES = 40;

    /** Of version 1: as its on-disk format has it, all numbers with the highest byte first. */
    private static final int LUKS1_BYTES = 592;

    private static final int NAME_BYTES = 32;
    private static final int CIPHER_AT = 8;
    private static final int MODE_AT = 40;
    private static final int KEY_BYTES_AT = 108;
    private static final int SLOTS_AT = 208;
    private static final int SLOT_BYTES = 48;
    private static final int SLOTS = 8;
    private static final int SLOT_IN_USE = 0x00ac71f3;
    private static final int SLOT_FREE = 0x0000dead;
    private static final int MAX_KEY_BYTES = 512;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_:().,-]{1,64}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f-]{32,36}");

    /** The first bytes of a disk. */
    interface Beginning {

        /** So many, or fewer where it is smaller; empty where it may not be read. */
        Optional<byte[]> bytes(int most) throws IOException;
    }

    /** Empty where there is no header, or one that is damaged or of a version not known. */
    static Optional<LuksHeader> read(Beginning disk) throws IOException {
        var first = disk.bytes(Luks2Header.BINARY_BYTES).filter(b -> b.length >= LUKS1_BYTES);
        if (first.isEmpty()
                || !Arrays.equals(first.get(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        int version = ByteBuffer.wrap(first.get()).getShort(MAGIC.length);
        var cipher =
                switch (version) {
                    case 1 -> luks1(first.get());
                    case 2 -> Luks2Header.read(first.get(), disk);
                    default -> Optional.<Cipher>empty();
                };
        var uuid =
                text(first.get(), UUID_AT, UUID_BYTES)
                        .map(u -> u.toLowerCase(Locale.ROOT))
                        .filter(u -> UUID.matcher(u).matches())
                        .map(u -> u.replace("-", ""));
        return cipher.isEmpty() || uuid.isEmpty()
                ? Optional.empty()
                : Optional.of(new LuksHeader(version, uuid.get(), cipher.get()));
    }

    /** Whether a device-mapper device is the one that this header opens to, by its uuid there. */
    boolean isOf(String mapping) {
        return mapping.startsWith("CRYPT-LUKS" + version + "-" + uuid + "-");
    }

    private static Optional<Cipher> luks1(byte[] first) {
        var name = text(first, CIPHER_AT, NAME_BYTES);
        var mode = text(first, MODE_AT, NAME_BYTES);
        var header = ByteBuffer.wrap(first);
        int keyBytes = header.getInt(KEY_BYTES_AT);
        int inUse = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            switch (header.getInt(SLOTS_AT + slot * SLOT_BYTES)) {
                case SLOT_IN_USE -> inUse++;
                case SLOT_FREE -> {}
                default -> {
                    return Optional.empty();
                }
            }
        }
        if (name.isEmpty() || mode.isEmpty() || keyBytes < 1 || keyBytes > MAX_KEY_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                new Cipher(
                        Optional.of(name.get() + "-" + mode.get()),
                        Optional.of(keyBytes * Byte.SIZE),
                        Optional.of(inUse),
                        inUse > 0 ? Optional.of("pbkdf2") : Optional.empty()));
    }

    /** Whether a text may stand in a header as the name of a cipher or a function. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A field that is filled up with zeros; empty where it holds anything but a name. */
    static Optional<String> text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return Optional.of(new String(bytes, at, end - at, StandardCharsets.US_ASCII))
                .filter(LuksHeader::isName);
    }
}
