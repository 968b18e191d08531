package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.Columns;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;

/** Reads events with their payloads. */
final class AuditEntries {

    private AuditEntries() {}

    static List<AuditEntry> list(
            Handle handle, DistrictId district, Optional<Long> before, int limit) {
        var links =
                handle.createQuery(
                                "SELECT "
                                        + Link.COLUMNS
                                        + " FROM audit_event"
                                        + " WHERE district_id = :district AND seq < :before"
                                        + " ORDER BY seq DESC FETCH FIRST :limit ROWS ONLY")
                        .bind("district", district)
                        .bind("before", before.orElse(Long.MAX_VALUE))
                        .bind("limit", limit)
                        .map((row, context) -> Link.read(district, row))
                        .list();
        if (links.isEmpty()) {
            return List.of();
        }
        var payloads = payloads(handle, district, links.getLast().seq(), links.getFirst().seq());
        return links.stream()
                .map(link -> entry(link, payloads.getOrDefault(link.seq(), Map.of())))
                .toList();
    }

    /** By the number of their event, from one number to another, both included. */
    static Map<Long, Map<Payload.Part, Payload>> payloads(
            Handle handle, DistrictId district, long from, long to) {
        var found = new HashMap<Long, Map<Payload.Part, Payload>>();
        handle.createQuery(
                        """
                        SELECT seq, part, salt, body FROM audit_payload
                         WHERE district_id = :district AND seq BETWEEN :from AND :to
                        """)
                .bind("district", district)
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> {
                    var payload =
                            new Payload(
                                    Payload.Part.valueOf(row.getString("part")),
                                    Columns.bytes(row, "salt"),
                                    row.getString("body"));
                    return found.computeIfAbsent(
                                    row.getLong("seq"), seq -> new EnumMap<>(Payload.Part.class))
                            .put(payload.part(), payload);
                })
                .list();
        return found;
    }

    private static AuditEntry entry(Link link, Map<Payload.Part, Payload> payloads) {
        var erased =
                Arrays.stream(Payload.Part.values())
                        .anyMatch(part ->
                                link.hashOf(part).isPresent() && !payloads.containsKey(part));
        return new AuditEntry(
                link.seq(),
                link.at(),
                link.actorKind().toLowerCase(Locale.ROOT),
                link.actorId(),
                json(payloads, Payload.Part.WHO),
                link.verb(),
                link.objectKind(),
                link.objectId(),
                json(payloads, Payload.Part.BEFORE),
                json(payloads, Payload.Part.AFTER),
                erased);
    }

    private static Optional<JsonNode> json(Map<Payload.Part, Payload> payloads, Payload.Part part) {
        return Optional.ofNullable(payloads.get(part))
                .map(payload -> Json.wire().readTree(payload.body()));
    }
}
