package dev.rollcall.simulator;

import dev.rollcall.common.inventory.DiskUse;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.AgentWeight;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What is always changing on a simulated device: each time other figures around its own, and now
 * and then a disk that is nearly full.
 */
final class PlausibleFigures {

    private static final long DISK = 240_000_000_000L;
    private static final long BOOT = 512_000_000L;

    private PlausibleFigures() {}

    /**
     * @param at by the device's clock
     */
    static VolatileFacts of(int number, Instant at) {
        var its = new Random(number);
        var now = new Random(number * 31L + at.getEpochSecond());
        int free = number % 40 == 7 ? its.nextInt(1, 8) : its.nextInt(20, 85);
        var up = Duration.ofMinutes(now.nextInt(10, 20_000));
        return new VolatileFacts(
                        Optional.of(
                                List.of(
                                        new Space(
                                                "/",
                                                DISK / 100 * free - now.nextInt(1 << 28),
                                                DISK),
                                        new Space("/boot", BOOT / 2, BOOT))),
                        Optional.of(2_000_000_000L + now.nextInt(1 << 30)),
                        Optional.of(up),
                        Optional.of(at.minus(up)),
                        Optional.of(now.nextInt(900)),
                        Optional.empty(),
                        Optional.empty())
                .with(
                        new AgentWeight(
                                Optional.of(now.nextInt(4)),
                                Optional.of(58_000_000L + now.nextInt(1 << 23)),
                                Optional.empty(),
                                Optional.empty()))
                .withSmart(
                        Optional.of(
                                List.of(
                                        new DiskUse(
                                                "nvme0n1",
                                                Optional.of(its.nextInt(400, 9000)),
                                                Optional.of(28 + now.nextInt(14))))));
    }
}
