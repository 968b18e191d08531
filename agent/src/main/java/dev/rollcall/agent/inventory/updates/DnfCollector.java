package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.packages.RpmDatabase;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads how far behind a device with rpm is, from what dnf has cached: it fetches nothing. What dnf
 * said is kept until a file changes on which it depends, so that a pass over an unchanged device
 * starts no program. A device whose updates come otherwise, as by zypper, is a failure, and not one
 * that is up to date.
 */
public final class DnfCollector implements Collector {

    /** Of dnf 4 only. */
    private static final String LAST_REFRESHED = "/var/cache/dnf/last_makecache";

    private final DeviceFiles files;
    private final RpmDatabase database;
    private final Dnf dnf;
    private final FirstSeen firstSeen;
    private Optional<Worked> worked = Optional.empty();

    /** What dnf said, and the mark that the files had before it was asked. */
    private record Worked(List<String> mark, List<PendingUpdate> pending) {}

    public DnfCollector(
            DeviceFiles files, Programs programs, RpmDatabase database, Optional<Path> memory) {
        this.files = files;
        this.database = database;
        this.dnf = new Dnf(programs);
        this.firstSeen = new FirstSeen(memory);
    }

    @Override
    public SectionKind kind() {
        return PatchLevelSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        if (!database.present()) {
            return new Collected.Off("no package system of a kind we know");
        }
        if (updatedByZypper(files)) {
            throw new IOException("updates come from zypper, which this version does not read");
        }
        var mark = new ArrayList<>(database.mark());
        mark.addAll(DnfFiles.mark(files));
        var repositories = RpmRepositories.read(files);
        var updates = NamedUpdates.of(pending(mark, repositories).map(firstSeen::date));
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

    /** Also where dnf is installed beside it: what dnf has cached is then nobody's concern. */
    private static boolean updatedByZypper(DeviceFiles files) throws IOException {
        return files.exists("/usr/bin/zypper")
                && files.names("/etc/zypp/repos.d").stream().anyMatch(n -> n.endsWith(".repo"));
    }

    private Optional<List<PendingUpdate>> pending(List<String> mark, RpmRepositories repositories)
            throws IOException, InterruptedException {
        var kept = worked.filter(w -> w.mark().equals(mark)).map(Worked::pending);
        if (kept.isPresent()) {
            return kept;
        }
        worked = Optional.empty();
        var said = dnf.ask();
        var pending =
                said.isPresent()
                        ? among(said.get(), repositories)
                        : Optional.<List<PendingUpdate>>empty();
        if (said.flatMap(Dnf.Said::security).isPresent()) {
            worked = pending.map(updates -> new Worked(mark, updates));
        }
        return pending;
    }

    /**
     * Empty where it is of no device: without a repository or a package, or with offers for none of
     * the packages, it compared nothing.
     */
    private Optional<List<PendingUpdate>> among(Dnf.Said said, RpmRepositories repositories)
            throws IOException, InterruptedException {
        var installed = database.read();
        if (installed.isEmpty()
                || installed.get().packages().isEmpty()
                || repositories.byId().isEmpty()) {
            return Optional.empty();
        }
        var pending =
                DnfUpdates.pending(
                        said.offers(), said.security(), repositories, installed.get().packages());
        return pending.isEmpty() && !said.offers().isEmpty()
                ? Optional.empty()
                : Optional.of(pending);
    }
}
