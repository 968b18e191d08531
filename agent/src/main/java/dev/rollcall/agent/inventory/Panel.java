package dev.rollcall.agent.inventory;

import java.util.Optional;

/**
 * How large a display's picture is, from the base block of VESA E-EDID 1.4: its first detailed
 * timing is the one that it prefers. Pure.
 *
 * @param pixels absent where it prefers none
 * @param millimeters absent of projectors and of what states no more than a ratio
 */
record Panel(Optional<Extent> pixels, Optional<Extent> millimeters) {

    private static final int TIMING_AT = 54;
    private static final int CENTIMETERS_AT = 21;
    private static final int INTERLACED = 0x80;

    /** Width and height. */
    record Extent(int width, int height) {}

    static final Panel UNKNOWN = new Panel(Optional.empty(), Optional.empty());

    /**
     * @param edid whole, as {@link Edid#isWhole} says
     */
    static Panel read(byte[] edid) {
        if (at(edid, TIMING_AT) == 0 && at(edid, TIMING_AT + 1) == 0) {
            return new Panel(Optional.empty(), centimeters(edid)); // a text, no timing
        }
        int fields = (at(edid, TIMING_AT + 17) & INTERLACED) == 0 ? 1 : 2;
        var pixels =
                new Extent(
                        at(edid, TIMING_AT + 2) | (at(edid, TIMING_AT + 4) & 0xf0) << 4,
                        (at(edid, TIMING_AT + 5) | (at(edid, TIMING_AT + 7) & 0xf0) << 4) * fields);
        var size =
                new Extent(
                        at(edid, TIMING_AT + 12) | (at(edid, TIMING_AT + 14) & 0xf0) << 4,
                        at(edid, TIMING_AT + 13) | (at(edid, TIMING_AT + 14) & 0x0f) << 8);
        return new Panel(
                Optional.of(pixels).filter(Panel::isThere),
                Optional.of(size)
                        .filter(Panel::isThere)
                        .filter(e -> !isRatio(e))
                        .or(() -> centimeters(edid)));
    }

    /** For the whole display; with one of the two a ratio. */
    private static Optional<Extent> centimeters(byte[] edid) {
        return Optional.of(
                        new Extent(
                                at(edid, CENTIMETERS_AT) * 10, at(edid, CENTIMETERS_AT + 1) * 10))
                .filter(Panel::isThere)
                .filter(e -> !isRatio(e));
    }

    /** Some makers write 16:9 or 16:10 where millimeters belong. */
    private static boolean isRatio(Extent e) {
        return (e.width == 16 || e.width == 160 || e.width == 1600)
                && (e.height * 16 == e.width * 9 || e.height * 16 == e.width * 10);
    }

    private static boolean isThere(Extent extent) {
        return extent.width > 0 && extent.height > 0;
    }

    private static int at(byte[] bytes, int index) {
        return Byte.toUnsignedInt(bytes[index]);
    }
}
