package dev.rollcall.server.inventory.software;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.device.query.PastPackages;
import dev.rollcall.server.inventory.software.SoftwareCatalog.Question;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What devices had at the instants that were asked for last. The past does not change, but that
 * records are merged and old history is forgotten: it is kept for {@link #KEPT} at most, so that
 * this shows by then. Where devices are, and whether they are enrolled, is no part of it. One at a
 * time is read; who waits long for another one is told to come again. Safe for use by many threads.
 */
final class KeptPasts {

    static final Duration KEPT = Duration.ofHours(6);

    /** An instant as near as this may yet get something that is on its way to the database. */
    static final Duration SETTLED = Duration.ofMinutes(1);

    /** Of all that are kept, but that the latest is kept in any case: some hundred MiB. */
    private static final int MOST_SIZE = 500_000;

    private static final int MOST = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Key(DistrictId district, Instant at) {}

    private record Kept(PastPackages past, Instant readAt) {}

    private final ReentrantLock reading = new ReentrantLock();

    /** The one that was asked for last is last. */
    private final LinkedHashMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    PastPackages of(Question question, Supplier<PastPackages> read) {
        var key = new Key(question.district(), question.before());
        var known = known(key, question.now());
        if (known.isPresent()) {
            return known.get();
        }
        await();
        try {
            return known(key, question.now()).orElseGet(() -> keep(key, question, read.get()));
        } finally {
            reading.unlock();
        }
    }

    private void await() {
        try {
            if (reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(
                ProblemCode.BUSY,
                "what devices had before is being read: try again in a moment",
                Map.of("retryAfterSeconds", PATIENCE.toSeconds()));
    }

    private synchronized Optional<PastPackages> known(Key key, Instant now) {
        kept.values().removeIf(each -> each.readAt().plus(KEPT).isBefore(now));
        return Optional.ofNullable(kept.get(key)).map(Kept::past);
    }

    private synchronized PastPackages keep(Key key, Question question, PastPackages past) {
        if (question.before().plus(SETTLED).isAfter(question.now())) {
            return past;
        }
        kept.put(key, new Kept(past, question.now()));
        long lists = kept.values().stream().mapToLong(each -> each.past().size()).sum();
        var eldest = kept.entrySet().iterator();
        while (kept.size() > 1 && (kept.size() > MOST || lists > MOST_SIZE)) {
            lists -= eldest.next().getValue().past().size();
            eldest.remove();
        }
        return past;
    }
}
