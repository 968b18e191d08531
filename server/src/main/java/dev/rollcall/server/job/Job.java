package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Urgency;
import java.time.Instant;
import java.util.Optional;

/**
 * One action for many devices, as it was asked. The times are those of its latest generation.
 *
 * @param query the words its targets were selected with
 * @param runs of the latest generation
 * @param deadline after which an unanswered run is called silent or, where it has begun, late
 * @param expires after which no agent accepts the order
 */
public record Job(
        DistrictId district,
        JobId id,
        JobNumber number,
        Action action,
        Urgency urgency,
        String query,
        String createdBy,
        Instant createdAt,
        int generation,
        int runs,
        Instant notBefore,
        Instant deadline,
        Instant expires,
        Optional<Instant> cancelledAt) {}
