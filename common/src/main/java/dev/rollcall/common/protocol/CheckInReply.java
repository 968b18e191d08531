package dev.rollcall.common.protocol;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.pki.SignedDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is new for the device. Sent only after everything it confirms is durable.
 *
 * @param serverTime authenticated by the session; raises the agent's time floor
 * @param continuation to echo in the next check-in
 * @param wantsSections whether the server lacks the sections behind the inventory root
 * @param policy the effective policy, absent when the agent's is current
 * @param orders leased runs, also those leased before and not yet acknowledged
 * @param cancelled runs that must not start; answered with an outcome
 * @param recorded runs whose acknowledgement or outcome is now durable here
 * @param trustBundle signed {@code trust-bundle}, absent when the agent's is current
 * @param nextCheckIn when to come back without a nudge, jittered by the agent
 * @param heartbeat after so long without a word an agent sends one; absent where it chooses itself
 * @param reenroll why the agent should ask for a new key of its own by EST at once, such as {@code
 *     identity-cloned}; mostly absent
 */
public record CheckInReply(
        Instant serverTime,
        String continuation,
        boolean wantsSections,
        Optional<PolicyOffer> policy,
        List<RunOrder> orders,
        List<RunId> cancelled,
        List<RunId> recorded,
        Optional<SignedDocument> trustBundle,
        Duration nextCheckIn,
        Optional<Duration> heartbeat,
        Optional<String> reenroll)
        implements ServerMessage {

    public CheckInReply {
        Objects.requireNonNull(serverTime, "serverTime");
        Limits.text("continuation", continuation, 64);
        policy = Objects.requireNonNullElse(policy, Optional.empty());
        orders = Limits.list("orders", orders, 64);
        cancelled = Limits.list("cancelled", cancelled, 1024);
        recorded = Limits.list("recorded", recorded, 2 * CheckIn.MAX_ITEMS);
        trustBundle = Objects.requireNonNullElse(trustBundle, Optional.empty());
        Objects.requireNonNull(nextCheckIn, "nextCheckIn");
        heartbeat = Objects.requireNonNullElse(heartbeat, Optional.empty());
        reenroll = Objects.requireNonNullElse(reenroll, Optional.empty());
        reenroll.ifPresent(why -> Limits.text("reenroll", why, 60));
    }
}
