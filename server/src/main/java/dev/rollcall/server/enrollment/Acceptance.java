package dev.rollcall.server.enrollment;

import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.ProblemCode;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** What came of asking to enroll. */
public sealed interface Acceptance {

    /** The device joined. @param chain its certificate, then the issuing authority's */
    record Accepted(EnrolledDevice device, List<X509Certificate> chain) implements Acceptance {

        public Accepted {
            chain = List.copyOf(chain);
        }
    }

    /** A person must decide first. @param review what they call it, such as R-12 */
    record Pending(String review, Duration askAgainAfter) implements Acceptance {}

    /** It did not, and nothing was spent. @param detail one sentence about this occurrence */
    record Denied(ProblemCode code, String detail) implements Acceptance {

        static Denied of(ProblemCode code) {
            return new Denied(code, code.sentence());
        }
    }
}
