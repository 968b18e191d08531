package dev.rollcall.server.gateway;

import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.ProblemCode;

/** Whose a device certificate is, or why its holder is not welcome. */
public sealed interface Identified {

    /** A living enrollment. */
    record Known(EnrolledDevice device) implements Identified {}

    /** To be told so in words as the answer to its first message. */
    record Unwelcome(ProblemCode code) implements Identified {}
}
