package dev.rollcall.agent.inventory.updates;

import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The pending updates that fit into one body, and how many there are where these are not all.
 *
 * @param named in order of name and architecture
 * @param inAll absent where all are named
 */
public record NamedUpdates(Optional<List<PendingUpdate>> named, Optional<Integer> inAll) {

    /** A whole desktop one release behind has 2,500. */
    public static final int MOST = 3_000;

    public static final Comparator<PendingUpdate> ORDER =
            Comparator.comparing(PendingUpdate::name)
                    .thenComparing(update -> update.architecture().orElse(""));

    /** Those about security are named first, then those of which that is not known. */
    public static NamedUpdates of(Optional<List<PendingUpdate>> pending) {
        if (pending.isEmpty() || pending.get().size() <= MOST) {
            return new NamedUpdates(pending, Optional.empty());
        }
        var named =
                pending.get().stream()
                        .sorted(Comparator.comparingInt(NamedUpdates::weight).thenComparing(ORDER))
                        .limit(MOST)
                        .sorted(ORDER)
                        .toList();
        return new NamedUpdates(Optional.of(named), Optional.of(pending.get().size()));
    }

    private static int weight(PendingUpdate update) {
        return update.security().map(about -> about ? 0 : 2).orElse(1);
    }
}
