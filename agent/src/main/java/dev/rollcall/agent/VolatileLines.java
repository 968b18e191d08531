package dev.rollcall.agent;

import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.Wireless;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What changes all the time, in words: a line for each figure that is sent. Pure. */
final class VolatileLines {

    /** What is measured by an agent while it runs, and told by nothing that is asked here. */
    static final String ONLY_RUNNING =
            "what the agent takes of processor and memory, and how far the clock is off, only the"
                    + " running agent knows, and sends";

    private static final double GIBIBYTE = 1L << 30;

    private VolatileLines() {}

    static List<String> of(VolatileFacts facts) {
        var lines = new ArrayList<String>();
        facts.space()
                .ifPresent(all ->
                        all.forEach(space ->
                                lines.add(
                                        "free on "
                                                + space.mountPoint()
                                                + ": "
                                                + size(space.freeBytes())
                                                + " of "
                                                + size(space.totalBytes()))));
        facts.memoryAvailableBytes()
                .ifPresent(bytes -> lines.add("available memory: " + size(bytes)));
        facts.uptime().ifPresent(time -> lines.add("running for " + words(time)));
        facts.bootedAt().ifPresent(at -> lines.add("started at " + at));
        facts.loadPermille()
                .ifPresent(load ->
                        lines.add(
                                "tasks that want to run: "
                                        + String.format(Locale.ROOT, "%.2f", load / 1000.0)));
        facts.batteries().ifPresent(all -> all.forEach(battery -> lines.add(battery(battery))));
        facts.disks()
                .ifPresent(all ->
                        all.forEach(disk ->
                                lines.add(
                                        "disk "
                                                + disk.name()
                                                + ": "
                                                + disk.wearPercent()
                                                + " % worn")));
        facts.wireless().ifPresent(all -> all.forEach(one -> lines.add(wireless(one))));
        facts.where().ifPresent(where -> lines.add("where: " + place(where)));
        lines.add(ONLY_RUNNING);
        return lines;
    }

    private static String battery(Battery battery) {
        return listed(
                "battery " + battery.name(),
                Stream.of(
                        battery.chargePercent().map(percent -> percent + " % full"),
                        battery.state().map(VolatileLines::word),
                        battery.fullChargePercentOfDesign()
                                .map(percent -> "holds " + percent + " % of what it held when new"),
                        battery.cycles().map(cycles -> cycles + " cycles")));
    }

    private static String wireless(Wireless wireless) {
        return listed(
                "Wi-Fi by " + wireless.name(),
                Stream.of(
                        wireless.signalDbm().map(signal -> "signal " + signal + " dBm"),
                        wireless.band().map(VolatileLines::word)));
    }

    private static String place(Where where) {
        return switch (where.place()) {
            case ON_CAMPUS -> "on campus" + where.network().map(name -> ", in " + name).orElse("");
            case OFF_CAMPUS -> "in none of the networks that its org unit publishes";
        };
    }

    private static String listed(String what, Stream<Optional<String>> facts) {
        var known = facts.flatMap(Optional::stream).collect(Collectors.joining(", "));
        return known.isEmpty() ? what : what + ": " + known;
    }

    /** As it is sent. */
    private static String word(Enum<?> value) {
        return Json.strict().valueToTree(value).asString();
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIBIBYTE);
    }

    private static String words(Duration time) {
        return time.toDays() > 0
                ? time.toDays() + " d " + time.toHoursPart() + " h"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
