package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.UnsupportedSection;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * A body as it was received, hashed here and found readable.
 *
 * @param deflated its bytes
 * @param size of the bytes before they were deflated
 * @param buckets that a packages body names
 */
record ReceivedBody(
        SectionKind kind, Digest digest, Bytes deflated, int size, List<Digest> buckets) {

    /** What became of a text. */
    sealed interface Reading {
        record Understood(ReceivedBody body) implements Reading {}

        /** It is not what its digest says. */
        record Mismatch() implements Reading {}

        /** It has the digest and still makes no sense. @param why one line that quotes nothing */
        record Senseless(String why) implements Reading {}
    }

    static Reading read(SectionKind kind, Digest claimed, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!Digest.of(bytes).equals(claimed)) {
            return new Reading.Mismatch();
        }
        try {
            var buckets = buckets(kind, bytes);
            return new Reading.Understood(
                    new ReceivedBody(
                            kind, claimed, Deflate.deflated(bytes), bytes.length, buckets));
        } catch (IllegalArgumentException e) {
            return new Reading.Senseless(String.valueOf(e.getMessage()));
        }
    }

    private static List<Digest> buckets(SectionKind kind, byte[] bytes) {
        if (kind.equals(PackageBucket.KIND)) {
            var _ = Sections.parseBucket(bytes);
            return List.of();
        }
        return switch (Sections.parse(kind, bytes)) {
            case PackagesSection packages ->
                    packages.buckets().values().stream().distinct().toList();
            case UnsupportedSection unknown -> {
                checkJson(bytes);
                yield List.of();
            }
            case InventorySection known -> List.of();
        };
    }

    private static void checkJson(byte[] bytes) {
        try {
            if (!Json.wire().readTree(bytes).isObject()) {
                throw new IllegalArgumentException("section body is not an object");
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("section body is not JSON", e);
        }
    }
}
