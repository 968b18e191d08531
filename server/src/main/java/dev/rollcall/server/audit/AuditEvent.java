package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that was done.
 *
 * @param verb in the past, such as {@code renamed}
 * @param objectKind such as {@code unit}
 * @param objectId the object's id, never a name: it stays in the chain for good
 * @param before anything that is written as JSON without fractions; erasable, never a secret
 * @param after likewise
 */
public record AuditEvent(
        DistrictId district,
        Actor actor,
        Instant at,
        String verb,
        String objectKind,
        String objectId,
        Optional<Object> before,
        Optional<Object> after) {

    public AuditEvent {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(objectKind, "objectKind");
        Objects.requireNonNull(objectId, "objectId");
        before = Objects.requireNonNullElse(before, Optional.empty());
        after = Objects.requireNonNullElse(after, Optional.empty());
    }

    /** Something that was there, and is something else now. */
    public static AuditEvent changed(
            DistrictId district,
            Actor actor,
            Instant at,
            String verb,
            String objectKind,
            String objectId,
            Object before,
            Object after) {
        return new AuditEvent(
                district,
                actor,
                at,
                verb,
                objectKind,
                objectId,
                Optional.of(before),
                Optional.of(after));
    }

    /** Something that was not there before. */
    public static AuditEvent of(
            DistrictId district,
            Actor actor,
            Instant at,
            String verb,
            String objectKind,
            String objectId,
            Object after) {
        return new AuditEvent(
                district,
                actor,
                at,
                verb,
                objectKind,
                objectId,
                Optional.empty(),
                Optional.of(after));
    }
}
