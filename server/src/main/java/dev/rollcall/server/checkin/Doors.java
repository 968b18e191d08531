package dev.rollcall.server.checkin;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/** What other rooms give to a check-in. All but renewals run in a command of the writer. */
public record Doors(
        Losses forgotten,
        Acknowledgements acknowledge,
        Beginnings running,
        Outcomes finish,
        Leases lease,
        Outputs output,
        PolicyOffers policy,
        PolicyReports policyReport,
        Renewals renewal,
        TrustOffers trust,
        Clones clones,
        Records records,
        KeyWords keys) {

    public Doors {
        Objects.requireNonNull(forgotten, "forgotten");
        Objects.requireNonNull(acknowledge, "acknowledge");
        Objects.requireNonNull(running, "running");
        Objects.requireNonNull(finish, "finish");
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(policyReport, "policyReport");
        Objects.requireNonNull(renewal, "renewal");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(clones, "clones");
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(keys, "keys");
    }

    /** Takes back what the agent once had in a journal that is lost, to hand it out again. */
    @FunctionalInterface
    public interface Losses {
        void forgotten(Handle handle, EnrolledDevice by);
    }

    /** Records that runs are in the agent's journal; says which are recorded now or were before. */
    @FunctionalInterface
    public interface Acknowledgements {
        List<RunId> acknowledge(Handle handle, EnrolledDevice by, List<RunId> runs, Instant now);
    }

    /** Records that runs have begun. */
    @FunctionalInterface
    public interface Beginnings {
        void begin(Handle handle, EnrolledDevice by, List<RunId> runs, Instant now);
    }

    /** Records how runs ended; says which are recorded now or were before. */
    @FunctionalInterface
    public interface Outcomes {
        List<RunId> finish(
                Handle handle, EnrolledDevice by, List<RunOutcome> outcomes, Instant now);
    }

    /** What an agent is told of its runs. @param cancelled must not be started */
    public record Work(List<RunOrder> orders, List<RunId> cancelled) {}

    /** How much of it. @param least only what is at least so urgent */
    public record Amount(int orders, int cancelled, Urgency least) {}

    /** Hands out runs, also those handed out before and not yet acknowledged. */
    @FunctionalInterface
    public interface Leases {
        Work work(Handle handle, EnrolledDevice to, Amount most, Instant now);
    }

    /** Keeps a chunk of what a run printed. */
    @FunctionalInterface
    public interface Outputs {
        void store(Handle handle, EnrolledDevice from, RunOutput output, Instant now);
    }

    /** The policy a device should enforce, where it holds another one. */
    @FunctionalInterface
    public interface PolicyOffers {
        Optional<PolicyOffer> offer(Handle handle, EnrolledDevice device, Optional<Digest> held);
    }

    /** Records how the settings of a policy hold. */
    @FunctionalInterface
    public interface PolicyReports {
        void report(Handle handle, EnrolledDevice from, PolicyReport report, Instant now);
    }

    /**
     * The next certificate, once it is durable; empty for a request that cannot be granted now.
     * Proves the request on a thread of its own, so it takes its own turn at the writer.
     */
    @FunctionalInterface
    public interface Renewals {
        CompletableFuture<Optional<RenewalReply>> renew(
                EnrolledDevice device, RenewalRequest request, Instant now);
    }

    /**
     * Whether an enrollment is still of the record that its session began with: records may have
     * been merged since, and the session is being closed.
     */
    @FunctionalInterface
    public interface Records {
        boolean isCurrent(Handle handle, EnrolledDevice device);
    }

    /** Takes note of how a device says that its key is kept. */
    @FunctionalInterface
    public interface KeyWords {
        void said(Handle handle, EnrolledDevice by, KeyProtection claim, Instant now);
    }

    /** Whether a check-in comes from one of several machines that share an enrollment. */
    @FunctionalInterface
    public interface Clones {

        /**
         * @param before what was known of the enrollment; empty at its first check-in
         * @param bootId that the check-in names
         * @param echoed the continuation that it echoes
         * @return whether the device is in quarantine from now on
         */
        boolean shared(
                Handle handle,
                EnrolledDevice device,
                Optional<Presences.Standing> before,
                String bootId,
                Optional<String> echoed,
                Instant now);
    }

    /**
     * The trust bundle of a device's district, where the agent holds another one; notes which one
     * it holds.
     */
    @FunctionalInterface
    public interface TrustOffers {
        Optional<SignedDocument> offer(
                Handle handle, EnrolledDevice to, Optional<Digest> held, Instant now);
    }
}
