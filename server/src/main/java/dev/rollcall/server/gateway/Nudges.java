package dev.rollcall.server.gateway;

import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.Nudge;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends queued nudges at a steady pace, so that a job for everyone is no thundering herd; urgent
 * ones before all others, whenever they came.
 */
final class Nudges implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(10);

    private record Queued(Urgency urgency, long number, Session session, Nudge nudge)
            implements Comparable<Queued> {

        private static final Comparator<Queued> ORDER =
                Comparator.comparing(Queued::urgency).thenComparingLong(Queued::number);

        @Override
        public int compareTo(Queued other) {
            return ORDER.compare(this, other);
        }
    }

    private final PriorityBlockingQueue<Queued> queue = new PriorityBlockingQueue<>();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final int perTick;
    private final Duration tick;
    private final Thread thread;

    Nudges(int perSecond) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("nudges per second: at least 1");
        }
        int ticksPerSecond = (int) Duration.ofSeconds(1).dividedBy(TICK);
        this.perTick = Math.max(1, perSecond / ticksPerSecond);
        this.tick = Duration.ofSeconds(1).multipliedBy(perTick).dividedBy(perSecond);
        this.thread = Thread.ofPlatform().daemon().name("nudges").start(this::run);
    }

    void add(Session session, Urgency urgency, String reason) {
        queue.add(new Queued(urgency, added.getAndIncrement(), session, new Nudge(reason)));
    }

    long sent() {
        return sent.get();
    }

    private void run() {
        try {
            while (true) {
                send(queue.take());
                for (int i = 1; i < perTick; i++) {
                    var next = queue.poll();
                    if (next == null) {
                        break;
                    }
                    send(next);
                }
                Thread.sleep(tick);
            }
        } catch (InterruptedException e) {
            // closed: who was not nudged finds out at its next check-in
        }
    }

    private void send(Queued queued) {
        sent.incrementAndGet();
        queued.session().send(queued.nudge());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
