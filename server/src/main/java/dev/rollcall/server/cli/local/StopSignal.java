package dev.rollcall.server.cli.local;

import dev.rollcall.server.cli.terminal.ExitCode;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM or Ctrl-C, told to the thread that waits for it; the process ends when that thread has
 * stopped everything and closes this.
 */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final Thread hook = new Thread(this::tell, "stop");

    private StopSignal() {}

    static StopSignal listen() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Returns when the process is told to stop, or this thread is interrupted. */
    void await() {
        try {
            told.await();
        } catch (InterruptedException e) {
            // says the same; kept, it would disturb the stopping that follows
            told.countDown();
        }
    }

    private void tell() {
        told.countDown();
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // a stop that was asked for is no failure, which 143 would be
        Runtime.getRuntime().halt(ExitCode.OK.number());
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is stopping: the hook waits for us
            answered.countDown();
        }
    }
}
