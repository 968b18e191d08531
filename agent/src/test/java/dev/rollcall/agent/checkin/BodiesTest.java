package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BodiesTest {

    private static final Digest DIGEST = Digest.of("body");

    private static Bodies bodies(String text) {
        var body = new InventoryText(new SectionKind("hardware"), text);
        return new Bodies(new InventorySnapshot(List.of(), Map.of(DIGEST, body)));
    }

    @Test
    void aBodyIsSentOnceHoweverOftenItIsWanted() {
        var bodies = bodies("{}");
        bodies.want(List.of(DIGEST, DIGEST));
        assertThat(bodies.next()).hasValueSatisfying(b -> assertThat(b.text()).isEqualTo("{}"));
        bodies.want(List.of(DIGEST));

        assertThat(bodies.next()).isEmpty();
    }

    @Test
    void whatWeDoNotHaveIsNotSent() {
        var bodies = bodies("{}");
        bodies.want(List.of(Digest.of("other")));

        assertThat(bodies.next()).isEmpty();
    }

    @Test
    void aBodyTooLargeForTheWireIsNotSent() {
        var bodies = bodies("x".repeat(64 * 64 * 1024 + 1));
        bodies.want(List.of(DIGEST));

        assertThat(bodies.next()).isEmpty();
    }

    @Test
    void partsNeverCutACharacterInTwo() {
        var parts = Bodies.split("abc\uD83D\uDE00def", 4);

        assertThat(parts).containsExactly("abc", "\uD83D\uDE00de", "f");
    }
}
