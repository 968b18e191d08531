package dev.rollcall.agent.checkin;

import dev.rollcall.common.protocol.CheckInReply;
import java.time.Duration;

/** Told how the conversation goes; must not block. */
public interface Watcher {

    /** The situation is another one now. */
    default void stands(Situation situation) {}

    /** A session was opened. */
    default void connected(Duration took) {}

    /** A check-in was answered, and what the answer brought is durable. */
    default void checkedIn(CheckInReply reply, Duration took) {}
}
