package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a device installs updates by itself, as it is configured. */
final class AutomaticUpdates {

    private static final String UNITS = "/etc/systemd/system/";
    private static final String WANTED = "timers.target.wants/";
    private static final List<String> FOLDERS =
            List.of(UNITS, "/usr/lib/systemd/system/", "/lib/systemd/system/");

    /** There where systemd runs: apt's script in cron.daily then leaves it to the timer. */
    private static final String SYSTEMD = "/run/systemd/system";

    private static final List<String> DNF_SETTINGS =
            List.of("/etc/dnf/automatic.conf", "/etc/dnf/dnf5-plugins/automatic.conf");
    private static final Pattern APPLY =
            Pattern.compile("(?i)\\s*apply_updates\\s*=\\s*(yes|true|1|on)\\s*");

    private AutomaticUpdates() {}

    /** By unattended-upgrades, as apt's daily work starts it. Absent where it cannot be read. */
    static Optional<Boolean> apt(DeviceFiles files) {
        try {
            var configuration = AptConfiguration.read(files);
            boolean wanted =
                    configuration
                                    .value("APT::Periodic::Unattended-Upgrade")
                                    .filter(every -> !off(every))
                                    .isPresent()
                            && configuration
                                    .value("APT::Periodic::Enable")
                                    .filter(AutomaticUpdates::off)
                                    .isEmpty();
            boolean installed =
                    files.exists("/usr/bin/unattended-upgrade")
                            || files.exists("/usr/bin/unattended-upgrades");
            boolean started =
                    files.isFolder(SYSTEMD)
                            ? enabled(files, "apt-daily-upgrade.timer")
                            : !masked(files, "apt-daily-upgrade.timer");
            boolean runs = started && !masked(files, "apt-daily-upgrade.service");
            return Optional.of(wanted && installed && runs);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** By dnf-automatic, or what it is in dnf 5. Absent where it cannot be read. */
    static Optional<Boolean> dnf(DeviceFiles files) {
        if (enabled(files, "dnf-automatic-install.timer")) {
            return Optional.of(true); // it installs whatever is configured
        }
        if (!enabled(files, "dnf-automatic.timer") && !enabled(files, "dnf5-automatic.timer")) {
            return Optional.of(false);
        }
        try {
            for (var settings : DNF_SETTINGS) {
                if (files.lines(settings).stream().anyMatch(l -> APPLY.matcher(l).matches())) {
                    return Optional.of(true);
                }
            }
            return Optional.of(false); // it tells of updates, and installs none
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Every so many days, or as often as can be. */
    private static boolean off(String every) {
        return every.strip().isEmpty() || every.strip().matches("0+[dhms]?");
    }

    private static boolean enabled(DeviceFiles files, String timer) {
        return FOLDERS.stream().anyMatch(f -> files.link(f + WANTED + timer).isPresent())
                && !masked(files, timer);
    }

    private static boolean masked(DeviceFiles files, String unit) {
        return files.link(UNITS + unit).equals(Optional.of("/dev/null"));
    }
}
