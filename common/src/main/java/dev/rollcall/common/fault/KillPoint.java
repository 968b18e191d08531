package dev.rollcall.common.fault;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A named place where the process dies when {@code -Drollcall.kill-at=NAME[:N]} asks for it, at the
 * N-th passing. Safe for use by many threads.
 */
public final class KillPoint {

    /** The system property, read once. */
    public static final String PROPERTY = "rollcall.kill-at";

    /** The exit status: that of a process ended by SIGKILL. */
    public static final int STATUS = 137;

    private static final Optional<KillPoint> ARMED =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(KillPoint::parse);

    private final String name;
    private final AtomicInteger left;

    private KillPoint(String name, int passings) {
        this.name = name;
        this.left = new AtomicInteger(passings);
    }

    /** Dies here if this is the place that was asked for. */
    public static void pass(String name) {
        if (ARMED.isPresent() && ARMED.get().reached(name)) {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Does one last thing and dies here, if this is the place that was asked for. */
    public static void pass(String name, LastAct last) throws IOException {
        if (ARMED.isPresent() && ARMED.get().reached(name)) {
            last.run();
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** What a process still does, such as half of a write. */
    @FunctionalInterface
    public interface LastAct {
        void run() throws IOException;
    }

    static KillPoint parse(String value) {
        int colon = value.lastIndexOf(':');
        return colon < 0
                ? new KillPoint(value, 1)
                : new KillPoint(
                        value.substring(0, colon), Integer.parseInt(value.substring(colon + 1)));
    }

    boolean reached(String passed) {
        return passed.equals(name) && left.decrementAndGet() == 0;
    }
}
