package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.disks.Mounts;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what changes all the time: a handful of small files, no program. */
final class VolatileReader {

    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d{1,15}) kB");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,12})(?:\\.\\d+)?(?: .*)?");
    private static final Pattern LOAD = Pattern.compile("(\\d{1,5})\\.(\\d\\d)(?: .*)?");
    private static final Pattern BOOTED = Pattern.compile("btime (\\d{1,12})");
    private static final String SUPPLIES = "/sys/class/power_supply/";
    private static final int MAX_BATTERIES = 8;

    private final DeviceFiles files;

    VolatileReader(DeviceFiles files) {
        this.files = files;
    }

    VolatileFacts read() {
        return new VolatileFacts(
                space(),
                first("/proc/meminfo", AVAILABLE).map(m -> Long.parseLong(m.group(1)) * 1024),
                first("/proc/uptime", SECONDS)
                        .map(m -> Duration.ofSeconds(Long.parseLong(m.group(1)))),
                first("/proc/stat", BOOTED).flatMap(VolatileReader::instant),
                first("/proc/loadavg", LOAD)
                        .map(m ->
                                Integer.parseInt(m.group(1)) * 1000
                                        + Integer.parseInt(m.group(2)) * 10),
                batteries());
    }

    private Optional<List<Space>> space() {
        var space = new ArrayList<Space>();
        try {
            for (var mount : Mounts.local(files)) {
                files.room(mount.mountPoint())
                        .ifPresent(room ->
                                space.add(
                                        new Space(
                                                mount.mountPoint(),
                                                room.freeBytes(),
                                                room.totalBytes())));
            }
        } catch (IOException e) {
            return Optional.empty(); // no list of mounts, so nothing to say about any
        }
        return Optional.of(space);
    }

    private Optional<List<Battery>> batteries() {
        if (!files.isFolder(SUPPLIES)) {
            return Optional.empty(); // the kernel shows no power supplies
        }
        var batteries = new ArrayList<Battery>();
        try {
            for (var name : files.names(SUPPLIES)) {
                var folder = SUPPLIES + name + "/";
                boolean battery = files.fact(folder + "type").equals(Optional.of("Battery"));
                boolean ofDevice = !files.fact(folder + "scope").equals(Optional.of("Device"));
                if (battery && ofDevice && batteries.size() < MAX_BATTERIES) {
                    Clean.text(name).ifPresent(clean -> batteries.add(battery(clean, folder)));
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // they cannot be listed
        }
        return Optional.of(batteries);
    }

    private Battery battery(String name, String folder) {
        return new Battery(
                name,
                files.number(folder + "capacity").filter(c -> c <= 100).map(Long::intValue),
                files.fact(folder + "status").flatMap(VolatileReader::state));
    }

    private static Optional<BatteryState> state(String status) {
        return switch (status) {
            case "Charging" -> Optional.of(BatteryState.CHARGING);
            case "Discharging" -> Optional.of(BatteryState.DISCHARGING);
            case "Full", "Not charging" -> Optional.of(BatteryState.IDLE);
            default -> Optional.empty();
        };
    }

    private static Optional<Instant> instant(Matcher seconds) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds.group(1))));
        } catch (DateTimeException e) {
            return Optional.empty(); // not a time that a calendar has
        }
    }

    private Optional<Matcher> first(String path, Pattern pattern) {
        try {
            return files.lines(path).stream()
                    .map(pattern::matcher)
                    .filter(Matcher::matches)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // the fact cannot be learned
        }
    }
}
