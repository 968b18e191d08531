package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * One fact of a device: a leaf of a section body.
 *
 * @param name kind and path, such as hardware.memoryBytes or volumes.volumes.mountPoint
 * @param ordinal position in the list that it stands in, 0 outside of lists
 */
public record Fact(String name, int ordinal, Optional<String> text, Optional<Long> number) {

    /** How many updates are pending; absent when the device cannot tell. */
    public static final String PENDING_COUNT = "patch-level.pendingCount";

    /** How many of them are for security. */
    public static final String SECURITY_COUNT = "patch-level.pendingSecurityCount";

    /** When the oldest pending update appeared; absent when not known of each. */
    public static final String PENDING_SINCE = "patch-level.pendingSince";

    /** Of those that are for security. */
    public static final String SECURITY_SINCE = "patch-level.pendingSecuritySince";

    /** What is free of a volume, in percent. */
    public static final String FREE_PERCENT = "volatile.space.freePercent";

    /** Behind the name of a list: how long it is. */
    public static final String COUNT = ".count";

    /**
     * The leaves of a body, some thousands: what stands in no list first. Long texts are cut. Of a
     * list that is too long to be kept whole, its length is missing, so that nothing is taken for
     * absent that was only left out.
     *
     * @throws RuntimeException for a body that makes no sense
     */
    static List<Fact> of(SectionKind kind, byte[] body) {
        var leaves = new Leaves();
        if (kind.equals(PatchLevelSection.KIND)
                && Sections.parse(kind, body) instanceof PatchLevelSection patches) {
            pending(patches, leaves);
        }
        leaves.collect(kind.name(), Json.wire().readTree(body));
        return leaves.found();
    }

    /** A text or a {@link Long}. */
    Object value() {
        return text().<Object>map(t -> t).or(this::number).orElseThrow();
    }

    static Fact number(String name, int ordinal, long value) {
        return new Fact(name, ordinal, Optional.empty(), Optional.of(value));
    }

    static Fact text(String name, int ordinal, String value) {
        return new Fact(name, ordinal, Optional.of(value), Optional.empty());
    }

    /**
     * Hundreds of pending updates are asked about by their number and age, and stay in the body.
     */
    private static void pending(PatchLevelSection patches, Leaves leaves) {
        patches.pendingCount().ifPresent(count -> leaves.add(number(PENDING_COUNT, 0, count)));
        patches.pendingSecurity().ifPresent(count -> leaves.add(number(SECURITY_COUNT, 0, count)));
        if (patches.pendingInAll().isPresent()) {
            return;
        }
        patches.pending()
                .ifPresent(all -> {
                    since(PENDING_SINCE, all, leaves);
                    if (all.stream().allMatch(update -> update.security().isPresent())) {
                        since(
                                SECURITY_SINCE,
                                all.stream()
                                        .filter(update -> update.security().orElseThrow())
                                        .toList(),
                                leaves);
                    }
                });
    }

    private static void since(String name, List<PendingUpdate> updates, Leaves leaves) {
        var times = updates.stream().flatMap(update -> update.since().stream()).sorted().toList();
        if (times.size() == updates.size()) {
            leaves.add(number(name + COUNT, 0, times.size()));
            times.stream().limit(1).forEach(at -> leaves.add(text(name, 0, at.toString())));
        }
    }
}
