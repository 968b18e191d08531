package dev.rollcall.server.inventory;

import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last time a device reported its sections.
 *
 * @param root of the sections when all their bodies had arrived; absent before the first time
 */
public record InventoryPass(Optional<Digest> root, Instant receivedAt) {

    /** After which sections are asked for though nothing changed, so that freshness is known. */
    public static final Duration REFRESH = Duration.ofHours(20);

    /** Whether a device with this root should report its sections. */
    public static boolean wantsSections(
            Optional<Digest> root, Optional<InventoryPass> last, Instant now) {
        if (root.isEmpty()) {
            return false;
        }
        return last.isEmpty()
                || !last.get().root().equals(root)
                || last.get().receivedAt().plus(REFRESH).isBefore(now);
    }
}
