package dev.rollcall.agent.checkin;

import dev.rollcall.common.protocol.Refused;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the loop tries after a refusal with reaction re-enroll, once per wait: the identity may
 * still be good for asking for another one. What the server answers to that decides.
 */
@FunctionalInterface
public interface Reenrollments {

    /** What came of asking. */
    sealed interface Reply {

        /** There is an identity to show next; it is durable. */
        record Renewed() implements Reply {}

        /** The device has an identity of another enrollment, durably: the agent starts anew. */
        record Joined() implements Reply {}

        /** The server says what becomes of the device. */
        record Told(Refused refused) implements Reply {

            public Told {
                Objects.requireNonNull(refused, "refused");
            }
        }

        /** Nothing that decides. @param detail one line for a technician */
        record Unanswered(String detail, Optional<Duration> retryAfter) implements Reply {

            public Unanswered {
                Objects.requireNonNull(detail, "detail");
                Objects.requireNonNull(retryAfter, "retryAfter");
            }
        }
    }

    /**
     * Asks once; may block.
     *
     * @param why the session was refused, or the server wants the device to ask
     */
    Reply ask(Refused why);

    /** Of a device that only a person enrolls again. */
    static Reenrollments none() {
        return Reply.Told::new;
    }
}
