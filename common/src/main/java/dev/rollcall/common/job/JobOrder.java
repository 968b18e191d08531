package dev.rollcall.common.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The payload of a signed {@code job-order}: what all runs of a job share.
 *
 * @param district whose order key signs
 * @param job which job
 * @param action read with {@link Action#read} so that nothing unknown is skipped
 * @param urgency its lane on the device
 * @param notBefore by authenticated server time
 * @param expires after which an agent does not accept it; what was accepted is kept
 * @param generation of the job: a retry is a new generation with runs of its own
 * @param runs leaves of the tree
 * @param root of the Merkle tree over the leaves of {@link RunOrder}
 */
public record JobOrder(
        DistrictId district,
        JobId job,
        JsonNode action,
        Urgency urgency,
        Instant notBefore,
        Instant expires,
        int generation,
        int runs,
        Digest root) {

    /** The type of the signed document. */
    public static final String TYPE = "job-order";

    public JobOrder {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(urgency, "urgency");
        Objects.requireNonNull(root, "root");
        if (runs < 1 || generation < 1 || !notBefore.isBefore(expires)) {
            throw new IllegalArgumentException(
                    "runs " + runs + ", generation " + generation + ", times in order expected");
        }
    }
}
