package dev.rollcall.server.enrollment;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says whether a device may return by itself whose certificate has expired. Pure. */
final class ReturnRules {

    private static final String ENROLL = ": enroll the device again with a token";

    private ReturnRules() {}

    /**
     * @param end of the certificate
     * @param grace after it; zero for none
     * @return a sentence for a technician; empty when the device may return
     */
    static Optional<String> objection(Instant end, Duration grace, Instant now) {
        if (grace.isZero()) {
            return Optional.of(
                    "devices of this unit do not return by themselves once their certificate has"
                            + " expired"
                            + ENROLL);
        }
        return now.isAfter(end.plus(grace))
                ? Optional.of(
                        "the certificate of this device expired "
                                + Duration.between(end, now).toDays()
                                + " days ago, and devices of its unit return by themselves within "
                                + grace.toDays()
                                + " days only"
                                + ENROLL)
                : Optional.empty();
    }
}
