package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Band;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import dev.rollcall.common.inventory.VolatileFacts.Wireless;
import dev.rollcall.common.inventory.Where;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolatileLinesTest {

    private static final VolatileFacts LAPTOP =
            new VolatileFacts(
                    Optional.of(List.of(new Space("/", 13_207_024_435L, 53_687_091_200L))),
                    Optional.of(3_435_973_836L),
                    Optional.of(Duration.ofMinutes(192)),
                    Optional.of(Instant.parse("2026-11-28T07:45:00Z")),
                    Optional.of(520),
                    Optional.of(
                            List.of(
                                    new Battery(
                                            "BAT0",
                                            Optional.of(80),
                                            Optional.of(BatteryState.CHARGING),
                                            Optional.of(91),
                                            Optional.of(210)),
                                    new Battery(
                                            "BAT1",
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty()))),
                    Optional.of(List.of(new DiskWear("nvme0n1", 3))));

    @Test
    void everyFigureHasALine() {
        var wireless = new Wireless("wlan0", Optional.of(-55), Optional.of(Band.GHZ_5));
        var facts =
                LAPTOP.with(Optional.of(List.of(wireless)), Optional.of(Where.in("Lincoln High")));

        assertThat(VolatileLines.of(facts))
                .containsExactly(
                        "free on /: 12.3 GiB of 50.0 GiB",
                        "available memory: 3.2 GiB",
                        "running for 3 h 12 min",
                        "started at 2026-11-28T07:45:00Z",
                        "tasks that want to run: 0.52",
                        "battery BAT0: 80 % full, charging, holds 91 % of what it held when new, 210 cycles",
                        "battery BAT1",
                        "disk nvme0n1: 3 % worn",
                        "Wi-Fi by wlan0: signal -55 dBm, 5-ghz",
                        "where: on campus, in Lincoln High",
                        VolatileLines.ONLY_RUNNING);
    }

    @Test
    void whatIsNotKnownHasNone() {
        assertThat(VolatileLines.of(VolatileFacts.NONE))
                .containsExactly(VolatileLines.ONLY_RUNNING);
        assertThat(
                        VolatileLines.of(
                                VolatileFacts.NONE.with(
                                        Optional.empty(), Optional.of(Where.OFF_CAMPUS))))
                .startsWith("where: in none of the networks that its org unit publishes");
    }
}
