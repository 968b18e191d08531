package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Which time zone a device is in, and what sets its clock: whatever runs, and otherwise whatever
 * systemd starts.
 *
 * @param source absent where neither can be seen
 * @param isSet whether the clock was set since the last start
 */
record TimeKeeping(Optional<String> zone, Optional<TimeSource> source, Optional<Boolean> isSet) {

    private static final Pattern ZONE =
            Pattern.compile("[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9][A-Za-z0-9_+-]{0,31}){0,3}");
    private static final String ZONES = "/zoneinfo/";
    private static final String UNITS = "/etc/systemd/system/";

    private static final List<Daemon> DAEMONS =
            List.of(
                    new Daemon(
                            TimeSource.CHRONY,
                            List.of("/run/chrony/chronyd.pid", "/run/chronyd.pid"),
                            List.of(
                                    "multi-user.target.wants/chrony.service",
                                    "multi-user.target.wants/chronyd.service")),
                    new Daemon(
                            TimeSource.NTPD,
                            List.of("/run/ntpd.pid", "/run/ntpd/ntpd.pid"),
                            List.of(
                                    "multi-user.target.wants/ntp.service",
                                    "multi-user.target.wants/ntpd.service",
                                    "multi-user.target.wants/ntpsec.service")),
                    new Daemon(
                            TimeSource.SYSTEMD_TIMESYNCD,
                            List.of("/run/systemd/timesync"),
                            List.of("sysinit.target.wants/systemd-timesyncd.service")));

    private record Daemon(TimeSource source, List<String> running, List<String> enabled) {}

    /**
     * @param kernel whether the kernel takes its clock for synchronized; asked only where no file
     *     says so
     */
    static TimeKeeping read(DeviceFiles files, Supplier<Optional<Boolean>> kernel)
            throws IOException {
        var source = source(files);
        return new TimeKeeping(
                zone(files),
                source,
                source.isPresent() ? isSet(files, source.get(), kernel) : Optional.empty());
    }

    private static Optional<String> zone(DeviceFiles files) {
        return files.link("/etc/localtime")
                .filter(target -> target.contains(ZONES))
                .map(target -> target.substring(target.indexOf(ZONES) + ZONES.length()))
                .or(() -> files.fact("/etc/timezone"))
                .map(zone -> zone.replaceFirst("^(posix|right)/", ""))
                .filter(zone -> ZONE.matcher(zone).matches());
    }

    private static Optional<TimeSource> source(DeviceFiles files) {
        for (var daemon : DAEMONS) {
            if (daemon.running().stream().anyMatch(files::exists)) {
                return Optional.of(daemon.source());
            }
        }
        for (var daemon : DAEMONS) {
            // whether there is a link: it leads to a file below another root
            if (daemon.enabled().stream().anyMatch(unit -> files.link(UNITS + unit).isPresent())) {
                return Optional.of(daemon.source());
            }
        }
        return files.isFolder(UNITS) ? Optional.of(TimeSource.NONE) : Optional.empty();
    }

    private static Optional<Boolean> isSet(
            DeviceFiles files, TimeSource source, Supplier<Optional<Boolean>> kernel)
            throws IOException {
        return switch (source) {
            case SYSTEMD_TIMESYNCD ->
                    Optional.of(files.exists("/run/systemd/timesync/synchronized"));
            case NTPD -> kernel.get();
            // without this line it sets the clock and does not tell the kernel
            case CHRONY -> tellsTheKernel(files) ? kernel.get() : kernel.get().filter(told -> told);
            case TIMED, W32TIME, NONE -> Optional.empty();
        };
    }

    private static boolean tellsTheKernel(DeviceFiles files) throws IOException {
        for (var path : List.of("/etc/chrony/chrony.conf", "/etc/chrony.conf")) {
            if (files.lines(path).stream().anyMatch(line -> line.strip().equals("rtcsync"))) {
                return true;
            }
        }
        return false;
    }
}
