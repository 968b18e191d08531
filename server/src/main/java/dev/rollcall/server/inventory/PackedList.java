package dev.rollcall.server.inventory;

import dev.rollcall.common.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The body of a packages section with a number in the place of each bucket's digest. Digests cannot
 * be compressed, and nearly all of such a body is digests: that of a device with its own list would
 * take kilobytes after each update. Pure.
 */
final class PackedList {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NUMBER = Pattern.compile("#([0-9]{1,9})");

    private PackedList() {}

    /**
     * Empty for what would not be the same again.
     *
     * @param numbers of the buckets that it names
     */
    static Optional<byte[]> packed(byte[] body, Map<Digest, Integer> numbers) {
        var text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf('#') >= 0) {
            return Optional.empty();
        }
        var packed =
                DIGEST.matcher(text)
                        .replaceAll(found -> {
                            var number = numbers.get(new Digest(found.group()));
                            return number == null ? found.group() : "#" + number;
                        })
                        .getBytes(StandardCharsets.UTF_8);
        var digests = new HashMap<Integer, Digest>();
        numbers.forEach((digest, number) -> digests.put(number, digest));
        return numbers(packed).stream().allMatch(digests::containsKey)
                        && Arrays.equals(unpacked(packed, digests), body)
                ? Optional.of(packed)
                : Optional.empty();
    }

    /** Those that stand in it. */
    static Set<Integer> numbers(byte[] packed) {
        var numbers = new HashSet<Integer>();
        var found = NUMBER.matcher(new String(packed, StandardCharsets.UTF_8));
        while (found.find()) {
            numbers.add(Integer.valueOf(found.group(1)));
        }
        return numbers;
    }

    /**
     * @param digests of all its numbers
     */
    static byte[] unpacked(byte[] packed, Map<Integer, Digest> digests) {
        return NUMBER.matcher(new String(packed, StandardCharsets.UTF_8))
                .replaceAll(found ->
                        Objects.requireNonNull(
                                        digests.get(Integer.valueOf(found.group(1))),
                                        "a bucket that a list names")
                                .hex())
                .getBytes(StandardCharsets.UTF_8);
    }
}
