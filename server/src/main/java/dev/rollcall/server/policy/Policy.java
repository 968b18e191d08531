package dev.rollcall.server.policy;

import dev.rollcall.common.id.PolicyId;
import java.time.Instant;
import java.util.List;

/**
 * A policy with its latest version.
 *
 * @param settings in the latest version
 */
public record Policy(
        PolicyId id,
        String name,
        String description,
        int latest,
        int settings,
        Instant changedAt,
        String changedBy,
        List<Assignment> assignments) {

    /**
     * Where it applies.
     *
     * @param unit slug
     * @param version in force there
     */
    public record Assignment(String unit, int version, boolean pinned, Instant since) {}

    public Policy {
        assignments = List.copyOf(assignments);
    }
}
