package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.VolatileFacts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FactTest {

    private static List<Fact> of(String json) {
        return Fact.of(HardwareSection.KIND, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(List<Fact> facts, String name) {
        return facts.stream()
                .filter(fact -> fact.name().equals(name))
                .map(fact ->
                        fact.ordinal()
                                + "="
                                + fact.text()
                                        .or(() -> fact.number().map(String::valueOf))
                                        .orElse(""))
                .collect(Collectors.joining(" "));
    }

    @Test
    void aListSaysHowLongItIsAndEachOfItsFactsWhereItStands() {
        var facts =
                of(
                        """
                        {"disks":[{"model":"WD Blue"},{"model":"ST500","kinds":["a","b"]}],"printers":[]}
                        """);

        assertThat(text(facts, "hardware.disks.count")).isEqualTo("0=2");
        assertThat(text(facts, "hardware.disks.model")).isEqualTo("0=WD Blue 1=ST500");
        assertThat(text(facts, "hardware.disks.kinds.count")).isEqualTo("1=2");
        assertThat(text(facts, "hardware.disks.kinds")).isEqualTo("1000=a 1001=b");
        assertThat(text(facts, "hardware.printers.count")).isEqualTo("0=0");
    }

    @Test
    void threeHundredDisksDoNotCrowdOutTheSerialNumber() {
        var disks =
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                "{\"bytes\":1,\"model\":\"m%d\",\"name\":\"sd%d\"}".formatted(i, i))
                        .collect(Collectors.joining(","));

        var facts = of("{\"disks\":[" + disks + "],\"serial\":\"5CG1\"}");

        assertThat(text(facts, "hardware.serial")).isEqualTo("0=5CG1");
        assertThat(text(facts, "hardware.disks.count")).isEqualTo("0=300");
        assertThat(text(facts, "hardware.disks.model")).endsWith(" 299=m299");
    }

    @Test
    void ofAListThatIsNotWholeItIsNotSaidHowLongItIs() {
        var members = "{\"names\":[" + "\"a\",".repeat(900) + "\"b\"]},";
        var facts =
                of(
                        "{\"long\":["
                                + members.repeat(6)
                                + "{}],\"wide\":["
                                + "1,".repeat(1000)
                                + "1],\"short\":[1,2]}");

        assertThat(facts).hasSizeBetween(3_900, 4_000);
        assertThat(facts)
                .extracting(Fact::name)
                .contains("hardware.long.names", "hardware.wide", "hardware.short.count")
                .doesNotContain("hardware.long.count", "hardware.wide.count");
    }

    @Test
    void sinceWhenUpdatesArePendingIsKnownOnlyOfAllOfThem() {
        var old =
                "{\"candidate\":\"2\",\"held\":false,\"name\":\"a\",\"security\":%s,\"since\":\"2026-05-01T00:00:00Z\"}";
        var later =
                "{\"candidate\":\"2\",\"held\":false,\"name\":\"b\",\"security\":true,\"since\":\"2026-06-01T00:00:00Z\"}";
        var undated = "{\"candidate\":\"2\",\"held\":false,\"name\":\"c\",\"security\":true}";

        var known = patches("[" + old.formatted("false") + "," + later + "]", "");
        assertThat(text(known, "patch-level.pendingSince")).isEqualTo("0=2026-05-01T00:00:00Z");
        assertThat(text(known, "patch-level.pendingSecuritySince"))
                .isEqualTo("0=2026-06-01T00:00:00Z");

        var none = patches("[]", "");
        assertThat(text(none, "patch-level.pendingSince")).isEmpty();
        assertThat(text(none, "patch-level.pendingSince.count")).isEqualTo("0=0");

        for (var unknown :
                List.of(
                        patches("[" + later + "," + undated + "]", ""),
                        patches("[" + later + "]", "\"pendingInAll\":5000,"))) {
            assertThat(text(unknown, "patch-level.pendingSince.count")).isEmpty();
            assertThat(text(unknown, "patch-level.pendingSecuritySince.count")).isEmpty();
        }
    }

    private static List<Fact> patches(String pending, String more) {
        var body =
                "{\"held\":[],\"pending\":%s,%s\"rebootReasons\":[],\"system\":\"apt\"}"
                        .formatted(pending, more);
        return Fact.of(PatchLevelSection.KIND, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ofEachVolumeItIsSaidHowMuchIsFree() {
        var facts =
                Fact.of(
                        VolatileFacts.KIND,
                        """
                        {"space":[{"freeBytes":99,"mountPoint":"/","totalBytes":1000},
                        {"freeBytes":7,"mountPoint":"/x","totalBytes":0},
                        {"freeBytes":9223372036854775807,"mountPoint":"/y","totalBytes":9223372036854775807}]}
                        """
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(text(facts, "volatile.space.freePercent")).isEqualTo("0=9 2=100");
    }
}
