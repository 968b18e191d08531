package dev.rollcall.agent.inventory.disks;

import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The header of LUKS2: 4096 bytes and an area of JSON, with a checksum over both. A key slot counts
 * where its key opens the data: those of a reencryption and unbound ones do not. Where a part of
 * the data lies in the clear, because it is being encrypted or decrypted, all of it counts as that.
 */
final class Luks2Header {

    static final int BINARY_BYTES = 4096;

    private static final int SIZE_AT = 8;
    private static final int CHECKSUM_NAME_AT = 72;
    private static final int CHECKSUM_NAME_BYTES = 32;
    private static final int CHECKSUM_AT = 448;
    private static final int CHECKSUM_BYTES = 64;

    /** From 16 KiB to 4 MiB, each twice the last: the format allows no other. */
    private static final int SMALLEST = 16 * 1024;

    private static final int LARGEST = 4 * 1024 * 1024;

    /** Far more than 32 slots with a token each take. */
    private static final int MAX_JSON = 256 * 1024;

    private static final int MAX_SEGMENTS = 32;
    private static final int MAX_KEY_BYTES = 512;

    /** As slots may be called. */
    private static final Set<String> SLOTS =
            IntStream.range(0, 32).mapToObj(Integer::toString).collect(Collectors.toSet());

    private static final Map<String, String> CHECKSUMS =
            Map.of("sha256", "SHA-256", "sha512", "SHA-512", "sha1", "SHA-1");

    private Luks2Header() {}

    /** Empty where the header is damaged. @param first its binary part */
    static Optional<Cipher> read(byte[] first, LuksHeader.Beginning disk) throws IOException {
        if (first.length < BINARY_BYTES) {
            return Optional.empty();
        }
        long size = ByteBuffer.wrap(first).getLong(SIZE_AT);
        if (size < SMALLEST || size > LARGEST || Long.bitCount(size) != 1) {
            return Optional.empty();
        }
        var whole = disk.bytes((int) size).filter(bytes -> bytes.length == size);
        return whole.isPresent() && intact(whole.get()) ? json(whole.get()) : Optional.empty();
    }

    /** The checksum is of the header in which it itself is zeros. */
    private static boolean intact(byte[] header) {
        var algorithm =
                LuksHeader.text(header, CHECKSUM_NAME_AT, CHECKSUM_NAME_BYTES).map(CHECKSUMS::get);
        if (algorithm.isEmpty()) {
            return false;
        }
        try {
            var digest = MessageDigest.getInstance(algorithm.get());
            digest.update(header, 0, CHECKSUM_AT);
            digest.update(new byte[CHECKSUM_BYTES]);
            int rest = CHECKSUM_AT + CHECKSUM_BYTES;
            digest.update(header, rest, header.length - rest);
            var sum = digest.digest();
            return Arrays.equals(header, CHECKSUM_AT, CHECKSUM_AT + sum.length, sum, 0, sum.length);
        } catch (NoSuchAlgorithmException e) {
            return false; // a Java without it: the header cannot be trusted
        }
    }

    private static Optional<Cipher> json(byte[] header) {
        int end = BINARY_BYTES;
        while (end < header.length && header[end] != 0) {
            end++;
        }
        if (end - BINARY_BYTES > MAX_JSON) {
            return Optional.empty();
        }
        try {
            return cipher(
                    Json.wire()
                            .readTree(
                                    new String(
                                            header,
                                            BINARY_BYTES,
                                            end - BINARY_BYTES,
                                            StandardCharsets.UTF_8)));
        } catch (JacksonException e) {
            return Optional.empty(); // hostile: nested too deep, or no JSON
        }
    }

    static Optional<Cipher> cipher(JsonNode metadata) {
        var keyslots = metadata.path("keyslots");
        if (!keyslots.isObject() || !SLOTS.containsAll(keyslots.propertyNames())) {
            return Optional.empty();
        }
        if (metadata.path("segments").valueStream().anyMatch(Luks2Header::inTheClear)) {
            return Optional.of(Cipher.NOTHING);
        }
        var bound = bound(metadata.path("digests"));
        var slots =
                keyslots.properties().stream()
                        .filter(slot -> bound.contains(slot.getKey()))
                        .map(Map.Entry::getValue)
                        .filter(slot -> slot.path("type").asString("").equals("luks2"))
                        .toList();
        var derivations = slots.stream().map(s -> text(s.path("kdf").path("type"))).toList();
        boolean said = !slots.isEmpty() && derivations.stream().allMatch(Optional::isPresent);
        return Optional.of(
                new Cipher(
                        encryption(metadata.path("segments")),
                        Cipher.agreed(slots, slot -> keyBits(slot.path("key_size"))),
                        Optional.of(slots.size()),
                        said
                                ? Optional.of(
                                        String.join(
                                                ", ",
                                                derivations.stream()
                                                        .flatMap(Optional::stream)
                                                        .distinct()
                                                        .sorted()
                                                        .toList()))
                                : Optional.empty()));
    }

    /** Slots whose key some segment of the data is encrypted with. */
    private static Set<String> bound(JsonNode digests) {
        var slots = new HashSet<String>();
        for (var digest : digests) {
            if (!digest.path("segments").isEmpty()) {
                for (var slot : digest.path("keyslots")) {
                    slots.add(slot.asString(""));
                }
            }
        }
        return slots;
    }

    /** Of all of the data; empty while a reencryption has not reached the end of it. */
    private static Optional<String> encryption(JsonNode segments) {
        List<JsonNode> all = segments.values().stream().limit(MAX_SEGMENTS + 1).toList();
        return all.size() > MAX_SEGMENTS
                ? Optional.empty()
                : Cipher.agreed(all, segment -> text(segment.path("encryption")));
    }

    /** Segments that only say what was, or will be, are flagged as backup. */
    private static boolean inTheClear(JsonNode segment) {
        boolean backup =
                segment.path("flags")
                        .valueStream()
                        .anyMatch(flag -> flag.asString("").startsWith("backup-"));
        return !backup
                && (segment.path("type").asString("").equals("linear")
                        || Cipher.isNothing(segment.path("encryption").asString("")));
    }

    private static Optional<Integer> keyBits(JsonNode bytes) {
        return bytes.isInt() && bytes.intValue() > 0 && bytes.intValue() <= MAX_KEY_BYTES
                ? Optional.of(bytes.intValue() * Byte.SIZE)
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString()
                ? Optional.of(node.stringValue()).filter(LuksHeader::isName)
                : Optional.empty();
    }
}
