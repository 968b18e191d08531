package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.packages.DpkgStatus;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.Source;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads how far behind the device is, from apt's and dpkg's own files and without starting apt.
 * What was worked out is kept until one of those files changes: a pass over an unchanged device
 * costs next to nothing.
 */
public final class PatchLevelCollector implements Collector {

    /** Of apt's daily work, and of update-notifier. */
    private static final List<String> REFRESHED =
            List.of(
                    "/var/lib/apt/periodic/update-stamp",
                    "/var/lib/apt/periodic/update-success-stamp");

    private final DeviceFiles files;
    private final AptLists lists;
    private final FirstSeen firstSeen;
    private final Collector withoutDpkg;
    private Worked worked = new Worked(List.of(), List.of(), Optional.empty(), Optional.empty());

    /** What follows from the files alone, and the mark they had. */
    private record Worked(
            List<String> mark,
            List<String> held,
            Optional<List<PendingUpdate>> pending,
            Optional<List<Source>> sources) {}

    /**
     * @param withoutDpkg collects where there is no dpkg
     */
    public PatchLevelCollector(DeviceFiles files, Optional<Path> memory, Collector withoutDpkg) {
        this.files = files;
        this.lists = new AptLists(files);
        this.firstSeen = new FirstSeen(memory);
        this.withoutDpkg = withoutDpkg;
    }

    @Override
    public SectionKind kind() {
        return PatchLevelSection.KIND;
    }

    @Override
    public Collected collect() throws Exception {
        if (!files.exists(DpkgStatus.FILE)) {
            return withoutDpkg.collect();
        }
        var mark = new ArrayList<>(lists.fingerprint());
        mark.add(files.size(DpkgStatus.FILE) + " " + files.modified(DpkgStatus.FILE));
        if (!worked.mark().equals(mark)) {
            var status = DpkgStatus.read(files);
            if (status.isEmpty()) {
                return withoutDpkg.collect();
            }
            worked = work(mark, status.get());
        }
        var pending =
                worked.pending().isPresent()
                        ? Optional.of(firstSeen.date(worked.pending().get()))
                        : Optional.<List<PendingUpdate>>empty();
        var updates = NamedUpdates.of(pending);
        var reboot = Reboot.read(files);
        return Collected.of(
                new PatchLevelSection(
                        UpdateSystem.APT,
                        updates.named(),
                        updates.inAll(),
                        worked.held(),
                        worked.sources(),
                        worked.sources().flatMap(_ -> refreshed()),
                        reboot.needed(),
                        reboot.reasons(),
                        AutomaticUpdates.apt(files)));
    }

    /** Nothing is said about updates where some of what is installed cannot be read. */
    private Worked work(List<String> mark, DpkgStatus status) throws IOException {
        var held = status.held().stream().sorted().distinct().toList();
        var names = lists.names();
        if (names.isEmpty()) {
            return new Worked(mark, held, Optional.empty(), Optional.empty());
        }
        var updates = new AptUpdates(status.packages(), held);
        var archives = lists.archives();
        var used = new HashSet<Archive>();
        names.forEach(name -> used.add(AptLists.archiveOf(name, archives)));
        boolean secured = used.stream().anyMatch(a -> a.security().equals(Optional.of(true)));
        for (var name : names) {
            var archive = AptLists.archiveOf(name, archives);
            lists.read(name, secured ? archive : archive.besideNoSecurity(), updates);
        }
        var sources =
                used.stream()
                        .map(Archive::source)
                        .sorted(Comparator.comparing(Source::name))
                        .toList();
        return new Worked(
                mark,
                held,
                status.unreadable() == 0 ? Optional.of(updates.pending()) : Optional.empty(),
                Optional.of(sources));
    }

    /**
     * The lists' own times are those of the server; the folder's is when something was last fetched
     * into it, and the stamps, where a timer refreshes, when that last went well.
     */
    private Optional<Instant> refreshed() {
        return RefreshDay.of(
                Stream.concat(Stream.of(AptLists.FOLDER), REFRESHED.stream())
                        .flatMap(path -> files.modified(path).stream())
                        .max(Comparator.naturalOrder()));
    }
}
