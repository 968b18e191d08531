package dev.rollcall.server.gateway;

import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.ProblemCode;

/** How far a connection has come; replaced as a whole when it moves on. */
sealed interface Phase {

    /** Its certificate is being looked up. */
    record Unidentified() implements Phase {}

    /** A living enrollment that has not checked in yet. */
    record Greeting(EnrolledDevice device) implements Phase {}

    /** Will be told why on its first message. */
    record Unwelcome(ProblemCode code) implements Phase {}

    /** In conversation. */
    record Live(Session session) implements Phase {}

    /** Being closed: nothing is answered any more. */
    record Over() implements Phase {}
}
