package dev.rollcall.agent.checkin;

import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import java.util.Optional;

/** What the conversation needs of the device's certificate. */
public interface Renewals {

    /** A request for the next certificate, when it is time. */
    Optional<RenewalRequest> due();

    /** Keeps what was issued; returns whether a new session should try it now. */
    boolean answered(RenewalReply reply);

    /** Of a device that lives shorter than its certificate. */
    static Renewals none() {
        return new Renewals() {
            @Override
            public Optional<RenewalRequest> due() {
                return Optional.empty();
            }

            @Override
            public boolean answered(RenewalReply reply) {
                return false;
            }
        };
    }
}
