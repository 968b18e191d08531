package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.disks.Mounts;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.VolatileFacts;
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

    private final DeviceFiles files;
    private final DiskHealth health;

    VolatileReader(DeviceFiles files, DiskHealth health) {
        this.files = files;
        this.health = health;
    }

    VolatileFacts read() {
        return new VolatileFacts(
                        space(),
                        first("/proc/meminfo", AVAILABLE)
                                .map(m -> Long.parseLong(m.group(1)) * 1024),
                        first("/proc/uptime", SECONDS)
                                .map(m -> Duration.ofSeconds(Long.parseLong(m.group(1)))),
                        first("/proc/stat", BOOTED).flatMap(VolatileReader::instant),
                        first("/proc/loadavg", LOAD)
                                .map(m ->
                                        Integer.parseInt(m.group(1)) * 1000
                                                + Integer.parseInt(m.group(2)) * 10),
                        Batteries.figures(files),
                        health.wear())
                .withSmart(health.use());
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
