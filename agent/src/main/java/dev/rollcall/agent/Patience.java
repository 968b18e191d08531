package dev.rollcall.agent;

import dev.rollcall.agent.connection.Backoff;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.EnrollmentException.Kind;
import dev.rollcall.agent.enrollment.Identity;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again until a person has decided whether this device may join, never sooner than the server
 * wants, spread out, and through every failure of the network. In the thread of its caller.
 */
final class Patience {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    /** A denial may be undone. */
    private static final Duration WHEN_DENIED = Duration.ofHours(1);

    private final Enroller enroller;
    private final Backoff backoff;
    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void until(Duration past) throws InterruptedException;
    }

    Patience(Enroller enroller, Backoff backoff, Pause pause) {
        this.enroller = enroller;
        this.backoff = backoff;
        this.pause = pause;
    }

    /**
     * Until the device has joined, or was denied.
     *
     * @param after how long the server wants to be left alone first
     */
    Identity untilDecided(Duration after) throws EnrollmentException, InterruptedException {
        return until(after, false);
    }

    /** Until the device has joined, whatever is said before. */
    Identity untilJoined(Duration after) throws InterruptedException {
        try {
            return until(after, true);
        } catch (EnrollmentException e) {
            throw new IllegalStateException("denials were to be waited out", e);
        }
    }

    private Identity until(Duration after, boolean evenDenied)
            throws EnrollmentException, InterruptedException {
        var wait = after;
        while (true) {
            pause.until(backoff.atLeast(wait));
            try {
                switch (enroller.askAgain()) {
                    case Answer.Joined joined -> {
                        return untilFinished();
                    }
                    case Answer.Waiting waiting -> {
                        backoff.reset();
                        wait = waiting.after();
                    }
                }
            } catch (EnrollmentException e) {
                if (e.kind() == Kind.COMMAND && !evenDenied) {
                    throw e;
                }
                LOG.warn("not approved yet: {}", e.getMessage());
                wait = e.kind() == Kind.COMMAND ? WHEN_DENIED : backoff.next();
            }
        }
    }

    /** The certificate is there; the trust bundle follows as soon as it can be had. */
    Identity untilFinished() throws InterruptedException {
        while (true) {
            try {
                return enroller.finish();
            } catch (EnrollmentException e) {
                LOG.warn("joined, but the trust bundle is missing: {}", e.getMessage());
                pause.until(backoff.atLeast(backoff.next()));
            }
        }
    }

    /** In one line, what a device that waits says. */
    static String sentence(Optional<String> review) {
        return "waiting for approval at the server as " + review.orElse("?");
    }
}
