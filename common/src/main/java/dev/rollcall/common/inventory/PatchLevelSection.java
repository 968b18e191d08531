package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far behind its package sources the device is.
 *
 * @param system that the updates come from
 * @param pending absent when the device holds no package lists to compare with; held packages are
 *     in it, marked
 * @param pendingInAll how many updates are pending where {@code pending} is too long to name all:
 *     then it names those about security first
 * @param held packages that are kept from being updated, by name
 * @param sources the package lists that were compared with; absent when they are not known
 * @param listsRefreshed the day (UTC) on which the device last got new package lists, by its own
 *     clock: "nothing pending" means nothing where this is old
 * @param rebootNeeded absent when there is nothing to judge by
 * @param rebootReasons why, one line each
 * @param automaticUpdates whether the device installs updates by itself, as it is configured
 */
public record PatchLevelSection(
        UpdateSystem system,
        Optional<List<PendingUpdate>> pending,
        Optional<Integer> pendingInAll,
        List<String> held,
        Optional<List<Source>> sources,
        Optional<Instant> listsRefreshed,
        Optional<Boolean> rebootNeeded,
        List<String> rebootReasons,
        Optional<Boolean> automaticUpdates)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("patch-level");

    public PatchLevelSection {
        Objects.requireNonNull(system, "system");
        pending = pending.map(List::copyOf);
        held = Lists.copy(held);
        sources = sources.map(List::copyOf);
        rebootReasons = Lists.copy(rebootReasons);
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /** How many updates are pending, those that are not named too. */
    public Optional<Long> pendingCount() {
        return pending.map(named -> Math.max(named.size(), pendingInAll.orElse(0).longValue()));
    }

    /**
     * How many of the pending updates are known to be about security. Absent when nothing is known:
     * none is known to be, and of some it is not known; or all that are named are, and some are not
     * named.
     */
    public Optional<Long> pendingSecurity() {
        if (pending.isEmpty()) {
            return Optional.empty();
        }
        long known =
                pending.get().stream().filter(u -> u.security().equals(Optional.of(true))).count();
        boolean all = pending.get().stream().allMatch(u -> u.security().isPresent());
        boolean unnamed = pendingCount().orElse(0L) > pending.get().size();
        if (unnamed && known == pending.get().size()) {
            return Optional.empty();
        }
        return known > 0 || all ? Optional.of(known) : Optional.empty();
    }

    /** What installs updates here. */
    public enum UpdateSystem {
        @JsonProperty("apt")
        APT,
        @JsonProperty("dnf")
        DNF,
        @JsonProperty("windows-update")
        WINDOWS_UPDATE,
        @JsonProperty("softwareupdate")
        SOFTWARE_UPDATE
    }

    /**
     * A newer version of an installed package, or an update that names no package.
     *
     * @param architecture absent, like the next, where the update does not say
     * @param candidate the version that would be, or the number by which its maker knows the update
     * @param security whether a version newer than the installed one comes from a security archive
     *     or is what a security advisory is about; absent where its source does not say
     * @param origin label of the archive that the candidate comes from
     * @param since publication date of the package list in which this device first saw an update of
     *     this package; it does not move when a still newer version follows
     * @param held whether the device keeps the package from being updated
     */
    public record PendingUpdate(
            String name,
            Optional<String> architecture,
            Optional<String> installed,
            String candidate,
            Optional<Boolean> security,
            Optional<String> origin,
            Optional<Instant> since,
            boolean held) {

        public PendingUpdate {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(candidate, "candidate");
        }
    }

    /**
     * One archive whose package lists the device holds.
     *
     * @param security absent where nothing says whether the archive is one of security updates
     * @param published the date that the archive itself states
     */
    public record Source(
            String name,
            Optional<String> label,
            Optional<String> suite,
            Optional<Boolean> security,
            Optional<Instant> published) {

        public Source {
            Objects.requireNonNull(name, "name");
        }
    }
}
