package dev.rollcall.agent.checkin;

import dev.rollcall.common.inventory.Where;
import java.util.Optional;

/**
 * Whether the figures that always change are worth a message though no section changed: somebody
 * asked for the inventory, or the device is in another place than it told last. Used from steps
 * only.
 */
final class FiguresDue {

    private Optional<Where> where = Optional.empty();
    private Optional<Where> told = Optional.empty();
    private boolean asked;

    /** Somebody wants to see the figures of now. */
    void ask() {
        asked = true;
    }

    /** Where the device was found to be; empty where it may not say so, or cannot tell. */
    void found(Optional<Where> place) {
        where = place;
    }

    /** That it cannot tell where it is, for a moment, is no news. */
    boolean areDue() {
        return asked || (where.isPresent() && !where.equals(told));
    }

    /** Where the device was found to be last. */
    Optional<Where> where() {
        return where;
    }

    /** The server has heard them. @param place where the device was found to be when they left */
    void told(Optional<Where> place) {
        told = place;
        asked = false;
    }
}
