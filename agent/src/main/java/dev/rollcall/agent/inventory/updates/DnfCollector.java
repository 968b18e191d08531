package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.packages.Listing;
import dev.rollcall.agent.inventory.packages.RpmPackages;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads how far behind a device with rpm is, from what dnf has cached: it fetches nothing. */
public final class DnfCollector implements Collector {

    private static final Duration LIMIT = Duration.ofSeconds(9);
    private static final int MAX_OUTPUT = 4 * 1024 * 1024;
    private static final int UPDATES_PENDING = 100;

    /** Of dnf 4 only. */
    private static final String LAST_REFRESHED = "/var/cache/dnf/last_makecache";

    private final DeviceFiles files;
    private final Programs programs;
    private final FirstSeen firstSeen;

    public DnfCollector(DeviceFiles files, Programs programs, Optional<Path> memory) {
        this.files = files;
        this.programs = programs;
        this.firstSeen = new FirstSeen(memory);
    }

    @Override
    public SectionKind kind() {
        return PatchLevelSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var installed = RpmPackages.read(files, programs, LIMIT);
        if (installed.isEmpty()) {
            RpmPackages.refuseUnread(files);
            return new Collected.Off("no package system of a kind we know");
        }
        var repositories = RpmRepositories.read(files);
        var updates = NamedUpdates.of(pending(installed.get(), repositories).map(firstSeen::date));
        var reboot = Reboot.read(files);
        return Collected.of(
                new PatchLevelSection(
                        UpdateSystem.DNF,
                        updates.named(),
                        updates.inAll(),
                        VersionLocks.read(files),
                        Optional.empty(),
                        RefreshDay.of(files.modified(LAST_REFRESHED).or(repositories::refreshed)),
                        reboot.needed(),
                        reboot.reasons(),
                        AutomaticUpdates.dnf(files)));
    }

    /** Exit code 100 says that there are updates, 0 that there are none; all others say nothing. */
    private Optional<List<PendingUpdate>> pending(Listing installed, RpmRepositories repositories)
            throws IOException, InterruptedException {
        var check = programs.run(List.of("dnf", "-q", "-C", "check-update"), LIMIT, MAX_OUTPUT);
        if (check.isEmpty() || check.get().timedOut() || check.get().cut()) {
            return Optional.empty();
        }
        return switch (check.get().exit()) {
            case 0 -> Optional.of(List.of());
            case UPDATES_PENDING -> {
                var advisories =
                        programs.run(
                                        List.of("dnf", "-q", "-C", "updateinfo", "list"),
                                        LIMIT,
                                        MAX_OUTPUT)
                                .filter(ProgramResult::succeeded)
                                .map(ProgramResult::output);
                yield Optional.of(
                        DnfUpdates.pending(
                                DnfUpdates.parseCheckUpdate(check.get().output()),
                                advisories.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(DnfUpdates.parseSecurity(advisories.get())),
                                repositories,
                                installed.packages()));
            }
            default -> Optional.empty();
        };
    }
}
