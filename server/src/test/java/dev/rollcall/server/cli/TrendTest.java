package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TrendTest {

    private static List<Trend> trends(String... days) {
        return Trend.of(Stream.of(days).map(TrendTest::json).toList());
    }

    private static JsonNode json(String text) {
        return Json.wire().readTree(text.replace('\'', '"'));
    }

    private static String free(String day, long bytes) {
        return ("{'receivedAt':'2026-11-%sT09:00:00Z','facts':{'space':[{'mountPoint':'/',"
                        + "'freeBytes':%d,'totalBytes':9000}]}}")
                .formatted(day, bytes);
    }

    @Test
    void aFigureIsToldByItsFirstLastLeastAndMost() {
        var trend = trends(free("05", 1024), free("03", 512), free("02", 4096)).getFirst();

        assertThat(trend.name()).isEqualTo("FREE /");
        assertThat(trend.first()).isEqualTo("4.0 KiB");
        assertThat(trend.last()).isEqualTo("1.0 KiB");
        assertThat(trend.change()).isEqualTo("−3.0 KiB");
        assertThat(trend.least()).isEqualTo("512 B");
        assertThat(trend.most()).isEqualTo("4.0 KiB");
        assertThat(trend.line()).as("nothing was said on the 4th").isEqualTo("█▁·▂");
        assertThat(trend.said(Instant.parse("2026-11-03T09:00:00Z"))).contains("512 B");
        assertThat(trend.said(Instant.parse("2026-11-04T09:00:00Z"))).isEmpty();
    }

    @Test
    void whatDoesNotChangeIsLevel() {
        var trend = trends(free("03", 512), free("02", 512)).getFirst();

        assertThat(trend.change()).isEqualTo("=");
        assertThat(trend.line()).isEqualTo("▅▅");
    }

    @Test
    void everyFigureIsSaidInItsUnitAndWithItsWord() {
        var at = Instant.parse("2026-11-23T09:00:00Z");
        var trends =
                trends(
                        "{'receivedAt':'2026-11-23T09:00:00Z','facts':{'memoryAvailableBytes':2147483648,"
                                + "'loadPermille':420,'uptime':'PT75H','batteries':[{'name':'BAT0',"
                                + "'chargePercent':83,'state':'charging','fullChargePercentOfDesign':71,"
                                + "'cycles':213}],'disks':[{'name':'nvme0n1','wearPercent':4}],'agent':{"
                                + "'processorPermille':3,'memoryBytes':94371840,'restraint':'slowed'}}}");

        assertThat(trends.stream().map(t -> t.name() + "=" + t.said(at).orElse("")))
                .containsExactly(
                        "MEMORY=2.0 GiB",
                        "LOAD=0.42",
                        "UP=3 days",
                        "BAT0 CHARGE=83 % charging",
                        "BAT0 HEALTH=71 %",
                        "BAT0 CYCLES=213",
                        "nvme0n1 WEAR=4 %",
                        "AGENT CPU=0.3 %",
                        "AGENT MEMORY=90.0 MiB slowed");
    }

    @Test
    void whatMakesNoSenseIsNotShown() {
        assertThat(
                        trends(
                                "{'receivedAt':'2026-11-23T09:00:00Z','facts':{'loadPermille':'many',"
                                        + "'uptime':'long','space':7,'disks':[{}]}}",
                                "{'facts':{'loadPermille':1}}"))
                .isEmpty();
    }
}
