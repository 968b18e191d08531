package dev.rollcall.common.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * "Here I am; this is what I have, what is new?" Idempotent: acknowledgements and outcomes are
 * repeated until recorded.
 *
 * @param bootId new at each start of the device's kernel
 * @param continuation the value of the last reply, absent before the first
 * @param about who the agent is; in the first check-in of a session
 * @param trustHash of the trust bundle it holds
 * @param policyHash of the policy document it enforces, as the server named it
 * @param inventoryRoot of the sections it last collected
 * @param acknowledged runs that are now fsynced in its journal
 * @param outcomes of runs, until the server has recorded them
 * @param journalLost true where the journal has forgotten runs and no reply came since; what it
 *     does not name here is to be handed out again, to be answered
 * @param running runs that have begun and not ended; those that end at once are never named
 */
public record CheckIn(
        String bootId,
        Optional<String> continuation,
        Optional<AgentAbout> about,
        Optional<Digest> trustHash,
        Optional<Digest> policyHash,
        Optional<Digest> inventoryRoot,
        List<RunId> acknowledged,
        List<RunOutcome> outcomes,
        Optional<Boolean> journalLost,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RunId> running)
        implements AgentMessage {

    /** Of acknowledgements, and of outcomes, in one check-in. */
    public static final int MAX_ITEMS = 256;

    public CheckIn {
        Limits.text("bootId", bootId, 64);
        continuation = Objects.requireNonNullElse(continuation, Optional.empty());
        continuation.ifPresent(value -> Limits.text("continuation", value, 64));
        about = Objects.requireNonNullElse(about, Optional.empty());
        trustHash = Objects.requireNonNullElse(trustHash, Optional.empty());
        policyHash = Objects.requireNonNullElse(policyHash, Optional.empty());
        inventoryRoot = Objects.requireNonNullElse(inventoryRoot, Optional.empty());
        acknowledged = Limits.list("acknowledged", acknowledged, MAX_ITEMS);
        outcomes = Limits.list("outcomes", outcomes, MAX_ITEMS);
        journalLost = Objects.requireNonNullElse(journalLost, Optional.<Boolean>empty());
        journalLost = journalLost.filter(lost -> lost);
        running = Limits.list("running", running, MAX_ITEMS);
    }

    /** One that says nothing but that the device is there. */
    public static CheckIn bare(String bootId) {
        return new CheckIn(
                bootId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }
}
