package dev.rollcall.agent.checkin;

import dev.rollcall.common.inventory.Where;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at the device beside the conversation, and keeps what was found. Used from steps only. */
final class Collecting {

    private final Inventories inventories;
    private final Background background;
    private final Mailbox mailbox;
    private final LongSupplier nanoTime;
    private final Runnable found;
    private final FiguresDue figures = new FiguresDue();
    private @Nullable Collected inventory;
    private boolean begun;

    /**
     * @param found a step, after each time
     */
    Collecting(
            Inventories inventories,
            Background background,
            Mailbox mailbox,
            LongSupplier nanoTime,
            Runnable found) {
        this.inventories = inventories;
        this.background = background;
        this.mailbox = mailbox;
        this.nanoTime = nanoTime;
        this.found = found;
    }

    Optional<Collected> inventory() {
        return Optional.ofNullable(inventory);
    }

    FiguresDue figures() {
        return figures;
    }

    /** The device may be in another place: it is looked at again, when that may begin. */
    void sessionOpened() {
        begun = false;
    }

    /**
     * Unless it was begun in this session; called after its first check-in, which it would hold up.
     */
    void beginAtFirst() {
        if (!begun) {
            begin();
        }
    }

    /** What was found lately is taken as it is. */
    void begin() {
        begun = true;
        background.run(() -> {
            var snapshot = inventories.snapshot();
            var collected = Collected.of(snapshot, nanoTime.getAsLong());
            Optional<Where> where = inventories.where();
            mailbox.post(() -> {
                inventory = collected;
                figures.found(where);
                found.run();
            });
        });
    }
}
