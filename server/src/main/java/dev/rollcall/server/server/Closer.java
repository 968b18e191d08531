package dev.rollcall.server.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be stopped in reverse. One that does not stop never keeps the others
 * running.
 */
final class Closer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T thing) {
        started.push(thing);
        return thing;
    }

    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            var thing = started.pop();
            try {
                thing.close();
            } catch (Exception e) {
                // a boundary: each must be stopped, whatever happened to the one before
                LOG.error(
                        "could not be stopped in order what={}",
                        thing.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
