package dev.rollcall.agent.checkin;

import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.connection.CloseReason;
import dev.rollcall.common.protocol.Refused;
import java.time.Duration;
import java.util.Optional;

/**
 * What follows a refusal, or a session that did not come to be. Pure.
 *
 * @param state how the agent stands now
 * @param pause before the next try; after a refusal, empty for never in this life of the process
 */
record AfterRefusal(State state, Optional<Duration> pause) {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    static AfterRefusal of(Refused refused) {
        var asked = refused.retryAfter().map(AfterRefusal::sensible);
        return switch (refused.reaction()) {
            case RETRY_LATER ->
                    new AfterRefusal(State.ASKED_TO_WAIT, Optional.of(asked.orElse(SOON)));
            // a person may yet mend these on the server: look again, seldom
            case RE_ENROLL ->
                    new AfterRefusal(State.NEEDS_ENROLLMENT, Optional.of(asked.orElse(SELDOM)));
            case UPGRADE ->
                    new AfterRefusal(State.NEEDS_UPGRADE, Optional.of(asked.orElse(SELDOM)));
            case STOP -> new AfterRefusal(State.STOPPED, asked);
        };
    }

    /** What follows where no session came to be; no pause is said where backing off is enough. */
    static AfterRefusal of(CloseReason failure) {
        return switch (failure) {
            case UNTRUSTED_SERVER -> new AfterRefusal(State.UNTRUSTED_SERVER, Optional.empty());
            // a person must do something, or puts the disk back where it was
            case KEY_LOST -> new AfterRefusal(State.NEEDS_ENROLLMENT, Optional.of(SELDOM));
            case OURS,
                    PEER_CLOSED,
                    NETWORK,
                    TLS,
                    WRONG_PROTOCOL,
                    KEY_UNUSABLE,
                    SERVER_SILENT,
                    REPLY_TIMEOUT,
                    MALFORMED,
                    BUG ->
                    new AfterRefusal(State.UNREACHABLE, Optional.empty());
        };
    }

    /** A server's slip must neither make us hammer it nor lose us for a year. */
    static Duration sensible(Duration asked) {
        if (asked.compareTo(Duration.ofSeconds(1)) < 0) {
            return Duration.ofSeconds(1);
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
