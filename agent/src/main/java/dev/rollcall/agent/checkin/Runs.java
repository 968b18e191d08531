package dev.rollcall.agent.checkin;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.protocol.RunOutput;
import java.util.List;
import java.util.Optional;

/** What the conversation needs of the runs on this device. */
public interface Runs {

    /** Verifies and fsyncs; returns the ids to acknowledge. May block. */
    List<RunId> accept(List<RunOrder> orders);

    /** Fsynced and not yet recorded by the server. */
    List<RunId> toAcknowledge();

    /** Begun and not ended. */
    List<RunId> running();

    /** Outcomes not yet recorded by the server. */
    List<RunOutcome> outcomes();

    /** Whether runs were forgotten and no reply has come since to a check-in that said so. */
    boolean journalLost();

    /**
     * The server has these durably, perhaps none: what waited for the disk is tried again too.
     *
     * @param said the outcomes in the check-in that was answered; of any other run the server has
     *     the acknowledgement
     */
    void recorded(List<RunId> runs, List<RunOutcome> said);

    /** These must not start any more; each is answered with an outcome. */
    void cancel(List<RunId> runs);

    /** The next chunk to send; the same one until it was received. */
    Optional<RunOutput> nextOutput();

    void outputReceived(RunOutput chunk);
}
