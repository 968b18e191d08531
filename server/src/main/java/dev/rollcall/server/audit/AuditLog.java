package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/** The chains of audit events. Safe for use by many threads if its random source is. */
public final class AuditLog {

    private final RandomGenerator random;

    /**
     * @param random for salts: a secure one
     */
    public AuditLog(RandomGenerator random) {
        this.random = random;
    }

    /** Appends an event in the same transaction as what it tells of; its number in the chain. */
    public long record(Handle handle, AuditEvent event) {
        var head = head(handle, event.district());
        var who = payload(Payload.Part.WHO, Optional.of(who(event.actor())));
        var before = payload(Payload.Part.BEFORE, event.before());
        var after = payload(Payload.Part.AFTER, event.after());
        var link =
                new Link(
                        event.district(),
                        head.seq() + 1,
                        head.hash(),
                        event.at(),
                        event.actor().kind().name(),
                        event.actor().id(),
                        event.verb(),
                        event.objectKind(),
                        event.objectId(),
                        who.map(Payload::hash),
                        before.map(Payload::hash),
                        after.map(Payload::hash));
        insert(handle, link);
        List.of(who, before, after)
                .forEach(part -> part.ifPresent(payload -> insert(handle, link, payload)));
        moveHead(handle, link);
        return link.seq();
    }

    /** When the newest event of any district was; one look per district. */
    public static Optional<Instant> newest(Handle handle) {
        return handle
                .createQuery(
                        """
                        SELECT e.happened_at FROM audit_head h
                        JOIN audit_event e ON e.district_id = h.district_id AND e.seq = h.seq
                        """)
                .map((row, c) -> Columns.instant(row, "happened_at"))
                .stream()
                .max(Comparator.naturalOrder());
    }

    /**
     * The newest events first.
     *
     * @param before only events with a smaller number; empty from the newest on
     */
    public List<AuditEntry> list(
            Handle handle, DistrictId district, Optional<Long> before, int limit) {
        return AuditEntries.list(handle, district, before, limit);
    }

    /**
     * Erases what an event says beyond ids, and leaves the chain whole; whether there was any. The
     * caller records that it did so.
     */
    public boolean erase(Handle handle, DistrictId district, long seq) {
        return handle.createUpdate(
                                "DELETE FROM audit_payload"
                                        + " WHERE district_id = :district AND seq = :seq")
                        .bind("district", district)
                        .bind("seq", seq)
                        .execute()
                > 0;
    }

    /** Reads a district's whole chain, in constant memory, and says everything that is wrong. */
    public Verification verify(Handle handle, DistrictId district, PublicKey key) {
        return new ChainCheck(district, key).run(handle);
    }

    private Optional<Payload> payload(Payload.Part part, Optional<Object> value) {
        return value.map(present -> Payload.of(part, present, random));
    }

    private static Object who(Actor actor) {
        var who = new LinkedHashMap<String, Object>();
        who.put("name", actor.name());
        actor.address().ifPresent(address -> who.put("address", address));
        return who;
    }

    static Head head(Handle handle, DistrictId district) {
        return handle.createQuery("SELECT seq, hash FROM audit_head WHERE district_id = :district")
                .bind("district", district)
                .map((row, context) -> new Head(row.getLong("seq"), Columns.digest(row, "hash")))
                .findOne()
                .orElseGet(() -> new Head(0, Link.beginning(district)));
    }

    private static void moveHead(Handle handle, Link link) {
        handle.createUpdate(
                        """
                        MERGE INTO audit_head h
                        USING (VALUES (CAST(:district AS UUID), CAST(:seq AS BIGINT),
                                       CAST(:hash AS BYTEA))) v (district_id, seq, hash)
                           ON h.district_id = v.district_id
                         WHEN MATCHED THEN UPDATE SET seq = v.seq, hash = v.hash
                         WHEN NOT MATCHED THEN INSERT (district_id, seq, hash)
                              VALUES (v.district_id, v.seq, v.hash)
                        """)
                .bind("district", link.district())
                .bind("seq", link.seq())
                .bind("hash", link.hash())
                .execute();
    }

    private static void insert(Handle handle, Link link) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_event
                               (district_id, seq, prev_hash, hash, happened_at, actor_kind, actor_id,
                                verb, object_kind, object_id, who_hash, before_hash, after_hash)
                        VALUES (:district, :seq, :previous, :hash, :at, :actorKind, :actorId,
                                :verb, :objectKind, :objectId, :who, :before, :after)
                        """)
                .bind("district", link.district())
                .bind("seq", link.seq())
                .bind("previous", link.previous())
                .bind("hash", link.hash())
                .bind("at", link.at())
                .bind("actorKind", link.actorKind())
                .bind("actorId", link.actorId())
                .bind("verb", link.verb())
                .bind("objectKind", link.objectKind())
                .bind("objectId", link.objectId())
                .bindByType("who", link.who().orElse(null), Digest.class)
                .bindByType("before", link.before().orElse(null), Digest.class)
                .bindByType("after", link.after().orElse(null), Digest.class)
                .execute();
    }

    private static void insert(Handle handle, Link link, Payload payload) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_payload (district_id, seq, part, salt, body)
                        VALUES (:district, :seq, :part, :salt, :body)
                        """)
                .bind("district", link.district())
                .bind("seq", link.seq())
                .bind("part", payload.part().name())
                .bind("salt", payload.salt())
                .bind("body", payload.body())
                .execute();
    }

    /** The newest link. */
    record Head(long seq, Digest hash) {}
}
