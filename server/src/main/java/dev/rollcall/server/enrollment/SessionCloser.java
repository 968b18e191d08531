package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.problem.ProblemCode;

/** What enrollment needs from the gateway: a living session is told why, and closed. */
@FunctionalInterface
public interface SessionCloser {

    /** Does nothing when there is no session. */
    void close(EnrollmentId enrollment, ProblemCode why);
}
