package dev.rollcall.agent.inventory.macos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A property list in Apple's binary form ({@code bplist00}): objects one after the other, a table
 * of where each lies, and at the end how wide numbers are and which object is the first. An object
 * may be named many times and even name itself, so that depth, values and text are counted.
 */
final class BinaryPropertyList {

    private static final String HEAD = "bplist00";
    private static final int TRAILER = 32;
    private static final int MOST_TEXT = 8 * 1024 * 1024;

    /** From which dates are counted in seconds: 2001 began. */
    private static final long EPOCH = 978_307_200;

    private static final double FARTHEST = 1e11;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ByteBuffer content;
    private final int offsetWidth;
    private final int referenceWidth;
    private final long objects;
    private final long table;
    private int values = PropertyList.MOST_VALUES;
    private int text = MOST_TEXT;

    private BinaryPropertyList(byte[] content) throws IOException {
        this.content = ByteBuffer.wrap(content);
        int trailer = content.length - TRAILER;
        this.offsetWidth = content[trailer + 6];
        this.referenceWidth = content[trailer + 7];
        this.objects = number(trailer + 8, 8);
        this.table = number(trailer + 24, 8);
    }

    static boolean is(byte[] content) {
        return content.length > HEAD.length() + TRAILER
                && new String(content, 0, HEAD.length(), StandardCharsets.ISO_8859_1).equals(HEAD);
    }

    /**
     * @throws IOException where it makes no sense
     */
    static JsonNode read(byte[] content) throws IOException {
        try {
            var list = new BinaryPropertyList(content);
            return list.object(list.number(content.length - TRAILER + 16, 8), PropertyList.DEEPEST);
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("it points beyond its end", e);
        }
    }

    private JsonNode object(long reference, int deepest) throws IOException {
        if (deepest == 0 || values-- == 0 || reference < 0 || reference >= objects) {
            throw new IOException("more than any property list has");
        }
        int at = place(number(place(table, reference, offsetWidth), offsetWidth), 0, 0);
        int low = content.get(at) & 0x0f;
        return switch ((content.get(at) & 0xf0) >> 4) {
            case 0x0 -> low == 8 || low == 9 ? NODES.booleanNode(low == 9) : NODES.nullNode();
            case 0x1 -> integer(at + 1, 1 << low);
            case 0x2 -> NODES.numberNode(real(at + 1, low));
            case 0x3 -> date(at + 1);
            case 0x5 -> text(at, 1);
            case 0x6 -> text(at, 2);
            case 0xa, 0xc -> array(at, deepest);
            case 0xd -> dictionary(at, deepest);
            default -> NODES.nullNode(); // data and identifiers: nothing here asks for them
        };
    }

    private double real(int at, int low) {
        return low == 2 ? content.getFloat(at) : content.getDouble(at);
    }

    /** Those of 16 bytes hold what does not fit into eight; nothing here asks for that. */
    private JsonNode integer(int at, int width) throws IOException {
        return width > 8 ? NODES.nullNode() : NODES.numberNode(number(at, width));
    }

    private JsonNode date(int at) {
        double seconds = content.getDouble(at);
        return Math.abs(seconds) < FARTHEST
                ? NODES.stringNode(Instant.ofEpochSecond(EPOCH + (long) seconds).toString())
                : NODES.nullNode();
    }

    private JsonNode text(int at, int width) throws IOException {
        int count = count(at);
        text -= count;
        if (text < 0) {
            throw new IOException("more text than any property list has");
        }
        int from = afterCount(at);
        int length = Math.multiplyExact(count, width);
        if (length > content.limit() - from) {
            throw new IOException("a text without an end");
        }
        return NODES.stringNode(
                new String(
                        content.array(),
                        from,
                        length,
                        width == 1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16BE));
    }

    private JsonNode array(int at, int deepest) throws IOException {
        var found = NODES.arrayNode();
        int from = afterCount(at);
        for (int i = 0; i < count(at); i++) {
            found.add(object(reference(from, i), deepest - 1));
        }
        return found;
    }

    private JsonNode dictionary(int at, int deepest) throws IOException {
        var found = NODES.objectNode();
        int from = afterCount(at);
        int count = count(at);
        for (int i = 0; i < count; i++) {
            var key = object(reference(from, i), 1);
            if (!key.isString()) {
                throw new IOException("a key that is no text");
            }
            found.set(key.stringValue(), object(reference(from, count + i), deepest - 1));
        }
        return found;
    }

    private long reference(int from, int index) throws IOException {
        return number(place(from, index, referenceWidth), referenceWidth);
    }

    /** Up to 14 in the same byte; more as a number of their own. */
    private int count(int at) throws IOException {
        int low = content.get(at) & 0x0f;
        long count = low < 0x0f ? low : number(at + 2, countWidth(at));
        if (count < 0 || count > content.limit()) {
            throw new IOException("more than there is");
        }
        return (int) count;
    }

    private int afterCount(int at) throws IOException {
        return (content.get(at) & 0x0f) < 0x0f ? at + 1 : at + 2 + countWidth(at);
    }

    private int countWidth(int at) throws IOException {
        int marker = content.get(at + 1);
        if ((marker & 0xf0) != 0x10) {
            throw new IOException("a count that is no number");
        }
        return 1 << (marker & 0x0f);
    }

    private int place(long from, long index, int width) throws IOException {
        long at = from + index * width;
        if (from < 0 || index < 0 || at < 0 || at >= content.limit()) {
            throw new IOException("it points beyond its end");
        }
        return (int) at;
    }

    /** Big-endian; of eight bytes with a sign, and without one of fewer. */
    private long number(int at, int width) throws IOException {
        if (width < 1 || width > 8) {
            throw new IOException("a number of no width");
        }
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = (number << 8) | (content.get(at + i) & 0xff);
        }
        return number;
    }
}
