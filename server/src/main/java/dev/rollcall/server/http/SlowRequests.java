package dev.rollcall.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which a request, its body too, takes too long to come: a byte now and then
 * keeps a connection from ever being idle. Safe for use by many threads.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);

    /** How much later than its limit a connection may be closed, as a share of the limit. */
    private static final int LOOKS_PER_LIMIT = 4;

    private final Scheduler scheduler;
    private final Duration limit;
    private final Runnable closed;
    private final Map<HttpConnection, Coming> coming = new ConcurrentHashMap<>();

    /** Since when a request has been on its way, and nothing of an answer to it. */
    private record Coming(long request, long answered, long since) {

        static Coming of(HttpConnection connection, long now) {
            return new Coming(connection.getMessagesIn(), connection.getBytesOut(), now);
        }

        boolean isNow(HttpConnection connection) {
            return request == connection.getMessagesIn() && answered == connection.getBytesOut();
        }
    }

    /**
     * @param closed told of each connection that is closed for it
     */
    SlowRequests(Scheduler scheduler, Duration limit, Runnable closed) {
        this.scheduler = scheduler;
        this.limit = limit;
        this.closed = closed;
    }

    @Override
    protected void doStart() {
        lookAgain();
    }

    private void lookAgain() {
        scheduler.schedule(
                () -> {
                    look(System.nanoTime());
                    if (isRunning() || isStarting()) {
                        lookAgain();
                    }
                },
                Math.max(1, limit.toMillis() / LOOKS_PER_LIMIT),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            coming.put(http, Coming.of(http, System.nanoTime()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            coming.remove(http);
        }
    }

    private void look(long now) {
        coming.replaceAll((connection, seen) -> look(connection, seen, now));
    }

    private Coming look(HttpConnection connection, Coming seen, long now) {
        if (!seen.isNow(connection) || !isComing(connection)) {
            return Coming.of(connection, now);
        }
        if (now - seen.since() > limit.toNanos()) {
            LOG.debug("request came too slowly from={}", connection.getRemoteSocketAddress());
            closed.run();
            connection.getEndPoint().close();
            // it is forgotten when it has closed; until then it is not counted again
            return Coming.of(connection, now);
        }
        return seen;
    }

    /** From the first byte of a request to its last; the first request begins with TLS. */
    private static boolean isComing(HttpConnection connection) {
        return connection.getMessagesIn() == 0 || !connection.getParser().isIdle();
    }
}
