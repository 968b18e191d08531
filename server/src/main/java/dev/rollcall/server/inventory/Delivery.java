package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one session was asked for, and the one body that is arriving in parts. Safe for use by many
 * threads.
 */
final class Delivery {

    private final AtomicLong held;
    private final DistrictId district;
    private final Digest root;
    private final Instant reportedAt;
    private List<Pending> pending = List.of();
    private final Set<Wanted> wanted = new LinkedHashSet<>();
    private @Nullable InventoryBody first;
    private final StringBuilder text = new StringBuilder();
    private int parts;
    private boolean over;
    private final LongSupplier nanoTime;
    private volatile long answeredAt;
    private volatile boolean waits;
    private final AtomicInteger unanswered = new AtomicInteger();

    /**
     * @param held characters that unfinished bodies of all sessions take
     * @param root of what was reported
     * @param nanoTime as {@link System#nanoTime}
     */
    Delivery(
            AtomicLong held,
            DistrictId district,
            Digest root,
            Instant reportedAt,
            LongSupplier nanoTime) {
        this.held = held;
        this.district = district;
        this.root = root;
        this.reportedAt = reportedAt;
        this.nanoTime = nanoTime;
        this.answeredAt = nanoTime.getAsLong();
    }

    DistrictId district() {
        return district;
    }

    Digest root() {
        return root;
    }

    Instant reportedAt() {
        return reportedAt;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Something was heard. */
    void heard() {
        unanswered.incrementAndGet();
    }

    /** It was answered, and the device may say the next thing. */
    void answered() {
        answeredAt = nanoTime.getAsLong();
        unanswered.decrementAndGet();
    }

    /** Whether it could have said something for so long, and did not. */
    boolean isSilent(Duration most) {
        return unanswered.get() == 0 && nanoTime.getAsLong() - answeredAt > most.toNanos();
    }

    /** Whether its device waits for what others are sending. */
    boolean waits() {
        return waits;
    }

    void waits(boolean now) {
        waits = now;
    }

    /**
     * @param sections whose bodies are to come
     */
    synchronized void begin(List<Pending> sections) {
        pending = List.copyOf(sections);
    }

    /** What does not hold yet. */
    synchronized List<Pending> pending() {
        return pending;
    }

    /** These are pending no more. */
    synchronized void settled(Collection<Pending> sections) {
        pending = pending.stream().filter(section -> !sections.contains(section)).toList();
    }

    /**
     * @return false when it is over, and nothing will be sent
     */
    synchronized boolean ask(Collection<Wanted> more) {
        wanted.addAll(more);
        return !over;
    }

    /** Nobody asks for it any more. @return whether nothing is wanted now */
    synchronized boolean arrived(Wanted body) {
        wanted.remove(body);
        return wanted.isEmpty();
    }

    synchronized List<Digest> wanted() {
        return wanted.stream().map(Wanted::digest).distinct().toList();
    }

    /** The whole text when this was the last part; what was not asked for is a problem. */
    synchronized Optional<String> take(InventoryBody part) {
        if (part.part() == 0) {
            begin(part);
        } else if (first == null || !continues(first, part)) {
            drop();
            throw new Problem(ProblemCode.NOT_WANTED, "this part was not expected");
        }
        text.append(part.text());
        held.addAndGet(part.text().length());
        parts++;
        if (parts < part.parts()) {
            return Optional.empty();
        }
        var whole = text.toString();
        drop();
        return Optional.of(whole);
    }

    private void begin(InventoryBody part) {
        drop();
        if (over || !wanted.contains(new Wanted(part.kind(), part.digest()))) {
            throw new Problem(ProblemCode.NOT_WANTED, ProblemCode.NOT_WANTED.sentence());
        }
        first = part;
    }

    private boolean continues(InventoryBody begun, InventoryBody part) {
        return begun.digest().equals(part.digest())
                && begun.kind().equals(part.kind())
                && begun.parts() == part.parts()
                && part.part() == parts;
    }

    private void drop() {
        held.addAndGet(-text.length());
        first = null;
        parts = 0;
        text.setLength(0);
        text.trimToSize();
    }

    /** Nothing is taken any more. @return what was still wanted */
    synchronized List<Wanted> end() {
        over = true;
        drop();
        return List.copyOf(wanted);
    }
}
