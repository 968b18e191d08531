package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolatileFacts.Wireless;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How well the wireless interfaces hear: the signal from {@code /proc/net/wireless}, and what is
 * not there, such as the band, from iw(8), where that is installed.
 */
final class Radio {

    private static final String NET = "/sys/class/net/";

    /** Columns: name, status, quality, level, noise; a dot says that a figure is fresh. */
    private static final Pattern ROW =
            Pattern.compile(
                    "\\s*([^:\\s]{1,15}):\\s+[0-9a-f]{1,4}\\s+-?\\d{1,4}\\.?\\s+(-?\\d{1,4})\\.?\\s.*");

    private static final Pattern ASKED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");
    private static final int MAX_INTERFACES = 3;
    private static final int MAX_OUTPUT = 16 * 1024;

    /** It takes milliseconds; all figures together have two seconds. */
    private static final Duration LIMIT = Duration.ofMillis(400);

    private final DeviceFiles files;
    private final Programs programs;

    Radio(DeviceFiles files, Programs programs) {
        this.files = files;
        this.programs = programs;
    }

    /** Those that are connected; empty where the device has no wireless interface. */
    Optional<List<Wireless>> read() throws IOException, InterruptedException {
        var names =
                files.names(NET).stream()
                        .filter(name -> ASKED.matcher(name).matches())
                        .filter(this::isWireless)
                        .limit(MAX_INTERFACES)
                        .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        var levels = levels(files.lines("/proc/net/wireless"));
        var connected = new ArrayList<Wireless>();
        boolean answers = true;
        for (var name : names) {
            var asked = answers && !isDown(name) ? ask(name) : Optional.of(IwLink.NOTHING);
            // one that hangs is not asked again, for the sake of all other figures
            answers &= asked.isPresent();
            var link = asked.orElse(IwLink.NOTHING);
            var signal = Optional.ofNullable(levels.get(name)).or(link::signalDbm);
            if (signal.isPresent() || link.band().isPresent()) {
                Clean.text(name)
                        .ifPresent(
                                clean -> connected.add(new Wireless(clean, signal, link.band())));
            }
        }
        return Optional.of(connected);
    }

    private boolean isWireless(String name) {
        return files.exists(NET + name + "/wireless") || files.exists(NET + name + "/phy80211");
    }

    private boolean isDown(String name) {
        return files.fact(NET + name + "/operstate").equals(Optional.of("down"));
    }

    /** Pure: signals in dBm by interface; cards that count in a unit of their own are left out. */
    static Map<String, Integer> levels(List<String> lines) {
        var levels = new HashMap<String, Integer>();
        for (var line : lines) {
            var row = ROW.matcher(line);
            if (row.matches() && levels.size() < MAX_INTERFACES * 10) {
                IwLink.signal(Integer.parseInt(row.group(2)))
                        .ifPresent(dbm -> levels.put(row.group(1), dbm));
            }
        }
        return levels;
    }

    /** Empty where there is no answer in time. */
    private Optional<IwLink> ask(String name) throws InterruptedException {
        try {
            var result = programs.run(List.of("iw", "dev", name, "link"), LIMIT, MAX_OUTPUT);
            return result.isPresent() && result.get().timedOut()
                    ? Optional.empty()
                    : Optional.of(result.map(r -> IwLink.parse(r.output())).orElse(IwLink.NOTHING));
        } catch (IOException e) {
            return Optional.of(IwLink.NOTHING); // it could not be started
        }
    }
}
