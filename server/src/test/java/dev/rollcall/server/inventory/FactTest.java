package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection;
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
        assertThat(facts).hasSizeLessThanOrEqualTo(400);
    }
}
