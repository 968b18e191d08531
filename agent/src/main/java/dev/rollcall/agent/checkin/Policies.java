package dev.rollcall.agent.checkin;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import java.util.Optional;

/** What the conversation needs of the policy on this device. */
public interface Policies {

    /** Of the document that is enforced, as the server named it. */
    Optional<Digest> hash();

    /** Verifies, keeps and enforces; blocks until that is done. */
    void offer(PolicyOffer offer);

    /** What was not sent yet. */
    Optional<PolicyReport> report();

    void reported(PolicyReport sent);
}
