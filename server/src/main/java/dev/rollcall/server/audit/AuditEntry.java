package dev.rollcall.server.audit;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An event as it is shown; the optional parts are absent where there were none, and where they were
 * erased.
 */
public record AuditEntry(
        long seq,
        Instant at,
        String actorKind,
        String actorId,
        Optional<JsonNode> who,
        String verb,
        String objectKind,
        String objectId,
        Optional<JsonNode> before,
        Optional<JsonNode> after,
        boolean erased) {}
