package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.Nudge;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Sends queued nudges at a steady pace, so that a job for everyone is no thundering herd. */
final class Nudges implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(10);

    private record Queued(Session session, Nudge nudge) {}

    private final LinkedBlockingQueue<Queued> queue = new LinkedBlockingQueue<>();
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

    void add(Session session, String reason) {
        queue.add(new Queued(session, new Nudge(reason)));
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
