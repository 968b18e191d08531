package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a display says of itself: the base block of VESA E-EDID 1.4, section 3. Pure.
 *
 * @param manufacturer three letters
 * @param model its name, or its product code where it has none
 */
record Edid(
        Optional<String> manufacturer,
        Optional<String> model,
        Optional<String> serial,
        Optional<Integer> year) {

    private static final int BLOCK = 128;
    private static final byte[] HEADER = HexFormat.of().parseHex("00ffffffffffff00");
    private static final int MANUFACTURER_AT = 8;
    private static final int PRODUCT_AT = 10;
    private static final int SERIAL_AT = 12;
    private static final int YEAR_AT = 17;
    private static final int FIRST_YEAR = 1990;
    private static final int EARLIEST_STATED = 3;
    private static final int[] DESCRIPTORS = {54, 72, 90, 108};
    private static final int NAME = 0xFC;
    private static final int SERIAL_TEXT = 0xFF;
    private static final int TEXT_AT = 5;
    private static final int TEXT = 13;

    /** Empty for what is no EDID, or one that was damaged on its way. */
    static Optional<Edid> read(byte[] bytes) {
        if (!isWhole(bytes)) {
            return Optional.empty();
        }
        return Optional.of(new Edid(manufacturer(bytes), model(bytes), serial(bytes), year(bytes)));
    }

    /** Whether it begins with a base block that arrived as it was sent. */
    static boolean isWhole(byte[] bytes) {
        return bytes.length >= BLOCK
                && Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)
                && sum(bytes) == 0;
    }

    private static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += bytes[i];
        }
        return sum & 0xFF;
    }

    /** Five bits a letter, A being 1. */
    private static Optional<String> manufacturer(byte[] bytes) {
        int packed = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(MANUFACTURER_AT));
        var letters = new StringBuilder();
        for (int shift = 10; shift >= 0; shift -= 5) {
            int letter = (packed >> shift) & 0x1F;
            if (letter < 1 || letter > 26) {
                return Optional.empty();
            }
            letters.append((char) ('A' + letter - 1));
        }
        return Optional.of(letters.toString());
    }

    private static Optional<String> model(byte[] bytes) {
        int product = Short.toUnsignedInt(little(bytes).getShort(PRODUCT_AT));
        return descriptor(bytes, NAME)
                .or(() -> Optional.of("%04X".formatted(product)).filter(_ -> product != 0));
    }

    private static Optional<String> serial(byte[] bytes) {
        long number = Integer.toUnsignedLong(little(bytes).getInt(SERIAL_AT));
        // 0 and 1 in every byte are what makers leave that print it on the back only
        boolean filled = number != 0 && number != 0x0101_0101L && number != 0xFFFF_FFFFL;
        return descriptor(bytes, SERIAL_TEXT)
                .or(() -> filled ? Optional.of(Long.toString(number)) : Optional.empty());
    }

    private static Optional<Integer> year(byte[] bytes) {
        int year = Byte.toUnsignedInt(bytes[YEAR_AT]);
        return year < EARLIEST_STATED ? Optional.empty() : Optional.of(FIRST_YEAR + year);
    }

    private static Optional<String> descriptor(byte[] bytes, int tag) {
        for (int at : DESCRIPTORS) {
            boolean text = bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 0;
            if (text && Byte.toUnsignedInt(bytes[at + 3]) == tag) {
                var line = new String(bytes, at + TEXT_AT, TEXT, StandardCharsets.ISO_8859_1);
                int end = line.indexOf('\n');
                return Clean.maker(end < 0 ? line : line.substring(0, end));
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
