package dev.rollcall.server.inventory;

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
        SectionKind kind,
        Digest digest,
        Bytes deflated,
        int size,
        List<Digest> buckets,
        Gist gist) {

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
            var deflated = Deflate.deflated(bytes);
            return new Reading.Understood(
                    kind.equals(PackageBucket.KIND)
                            ? bucket(claimed, bytes, deflated)
                            : section(kind, claimed, bytes, deflated));
        } catch (IllegalArgumentException e) {
            return new Reading.Senseless(String.valueOf(e.getMessage()));
        }
    }

    private static ReceivedBody bucket(Digest digest, byte[] bytes, Bytes deflated) {
        var _ = Sections.parseBucket(bytes);
        return new ReceivedBody(
                PackageBucket.KIND, digest, deflated, bytes.length, List.of(), Gist.NONE);
    }

    private static ReceivedBody section(
            SectionKind kind, Digest digest, byte[] bytes, Bytes deflated) {
        var section = Sections.parse(kind, bytes);
        if (section instanceof UnsupportedSection) {
            checkJson(bytes);
        }
        var buckets =
                section instanceof PackagesSection packages
                        ? packages.buckets().values().stream().distinct().toList()
                        : List.<Digest>of();
        return new ReceivedBody(kind, digest, deflated, bytes.length, buckets, Gist.of(section));
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
