package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedListTest {

    private static final Digest FIRST = Digest.of("first");
    private static final Digest SECOND = Digest.of("second");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> packed(String text) {
        return PackedList.packed(bytes(text), Map.of(FIRST, 7, SECOND, 12))
                .map(packed -> new String(packed, StandardCharsets.UTF_8));
    }

    @Test
    void aNumberStandsForEachDigest() {
        var text = "{\"buckets\":{\"00\":\"%s\",\"01\":\"%s\"}}".formatted(SECOND, FIRST);

        var packed = packed(text).orElseThrow();

        assertThat(packed).isEqualTo("{\"buckets\":{\"00\":\"#12\",\"01\":\"#7\"}}");
        assertThat(PackedList.numbers(bytes(packed))).containsExactlyInAnyOrder(7, 12);
        assertThat(PackedList.unpacked(bytes(packed), Map.of(7, FIRST, 12, SECOND)))
                .isEqualTo(bytes(text));
    }

    @Test
    void whatWouldNotBeTheSameAgainIsNotPacked() {
        assertThat(packed("{\"note\":\"#7\",\"00\":\"" + FIRST + "\"}")).isEmpty();
        assertThat(packed("\"" + Digest.of("nobody's") + "\""))
                .contains("\"" + Digest.of("nobody's") + "\"");
    }

    @Test
    void aListOfItsOwnTakesHundredsOfBytesInsteadOfThousands() {
        var buckets = new TreeMap<String, Digest>();
        var numbers = new HashMap<Digest, Integer>();
        for (int i = 0; i < 64; i++) {
            var digest = Digest.of("bucket " + i);
            buckets.put("%02d".formatted(i), digest);
            numbers.put(digest, 100_000 + 7_919 * i % 100_000);
        }
        var body = bytes(CanonicalJson.text(new PackagesSection(1_500, Optional.empty(), buckets)));

        int whole = Deflate.deflated(body).size();
        int packed = Deflate.deflated(PackedList.packed(body, numbers).orElseThrow()).size();

        assertThat(packed).isLessThan(whole / 5);
    }
}
