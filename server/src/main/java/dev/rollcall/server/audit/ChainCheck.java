package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.Columns;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** One walk along a chain, in steps of a thousand events. */
final class ChainCheck {

    private static final int STEP = 1000;

    private final DistrictId district;
    private final PublicKey key;
    private final List<Verification.Finding> findings = new ArrayList<>();
    private final Deque<Seal> seals = new ArrayDeque<>();
    private long events;
    private long goodSeals;
    private long sealedThrough;
    private long erased;
    private long last;
    private Digest lastHash;

    ChainCheck(DistrictId district, PublicKey key) {
        this.district = district;
        this.key = key;
        this.lastHash = Link.beginning(district);
    }

    Verification run(Handle handle) {
        readSeals(handle);
        var step = step(handle);
        while (!step.isEmpty()) {
            var payloads =
                    AuditEntries.payloads(
                            handle,
                            district,
                            step.getFirst().link().seq(),
                            step.getLast().link().seq());
            for (var stored : step) {
                check(stored, payloads.getOrDefault(stored.link().seq(), Map.of()));
            }
            step = step(handle);
        }
        checkEnd(handle);
        return new Verification(events, sealedThrough, goodSeals, erased, findings);
    }

    private List<Stored> step(Handle handle) {
        return handle.createQuery(
                        "SELECT "
                                + Link.COLUMNS
                                + " FROM audit_event WHERE district_id = :district AND seq > :last"
                                + " ORDER BY seq FETCH FIRST "
                                + STEP
                                + " ROWS ONLY")
                .bind("district", district)
                .bind("last", last)
                .map((row, context) ->
                        new Stored(Link.read(district, row), Columns.digest(row, "hash")))
                .list();
    }

    private void check(Stored stored, Map<Payload.Part, Payload> payloads) {
        var link = stored.link();
        events++;
        if (link.seq() != last + 1) {
            found(last + 1, "events " + (last + 1) + " to " + (link.seq() - 1) + " are missing");
        } else if (!link.previous().equals(lastHash)) {
            found(link.seq(), "it does not follow the event before it");
        }
        if (!link.hash().equals(stored.hash())) {
            found(link.seq(), "it was changed after it was recorded");
        }
        for (var part : Payload.Part.values()) {
            checkPayload(link, part, payloads.get(part));
        }
        last = link.seq();
        lastHash = link.hash();
        checkSeals(link);
    }

    private void checkPayload(Link link, Payload.Part part, @Nullable Payload payload) {
        var expected = link.hashOf(part);
        if (payload == null) {
            erased += expected.isPresent() ? 1 : 0;
        } else if (!expected.equals(Optional.of(payload.hash()))) {
            found(
                    link.seq(),
                    "its "
                            + part.name().toLowerCase(Locale.ROOT)
                            + " part was changed after it was recorded");
        }
    }

    private void checkSeals(Link link) {
        while (!seals.isEmpty() && seals.getFirst().through() <= link.seq()) {
            var seal = seals.removeFirst();
            if (seal.through() == link.seq() && seal.hash().equals(link.hash())) {
                sealedThrough = seal.through();
                goodSeals++;
            } else {
                found(seal.through(), "it is not the event that seal " + seal.number() + " covers");
            }
        }
    }

    private void checkEnd(Handle handle) {
        if (!seals.isEmpty()) {
            found(
                    last + 1,
                    "the chain ends at "
                            + last
                            + ", but was sealed through "
                            + seals.getLast().through());
        }
        var head = AuditLog.head(handle, district);
        if (head.seq() != last || !head.hash().equals(lastHash)) {
            found(last, "the chain ends at " + last + ", but was recorded through " + head.seq());
        }
    }

    private void readSeals(Handle handle) {
        var previous = new Previous(0, Seal.NOTHING, 0);
        var rows =
                handle.createQuery(
                                """
                                SELECT number, through_seq, statement, signature FROM audit_seal
                                 WHERE district_id = :district ORDER BY number
                                """)
                        .bind("district", district)
                        .map((row, context) ->
                                new StoredSeal(
                                        row.getLong("number"),
                                        row.getLong("through_seq"),
                                        row.getString("statement"),
                                        Columns.bytes(row, "signature")))
                        .list();
        for (var row : rows) {
            previous = readSeal(row, previous);
        }
    }

    private Previous readSeal(StoredSeal row, Previous previous) {
        var next = new Previous(row.number(), Digest.of(row.statement()), previous.through());
        if (!Seal.verifies(row.statement(), row.signature().toArray(), key)) {
            found(row.through(), "seal " + row.number() + " is not signed by this key");
            return next;
        }
        try {
            var seal = Json.strict().readValue(row.statement(), Seal.class);
            if (!seal.district().equals(district)
                    || seal.number() != row.number()
                    || seal.through() != row.through()
                    || seal.through() <= previous.through()) {
                found(row.through(), "seal " + row.number() + " is another one's");
                return next;
            }
            if (seal.number() != previous.number() + 1
                    || !seal.previous().equals(previous.statement())) {
                found(row.through(), "a seal before seal " + row.number() + " is missing");
            }
            seals.add(seal);
            return new Previous(row.number(), Digest.of(row.statement()), seal.through());
        } catch (JacksonException e) {
            // signed, but not a seal: some other use of the key
            found(row.through(), "seal " + row.number() + " cannot be read");
            return next;
        }
    }

    private void found(long seq, String what) {
        if (findings.size() < Verification.MOST) {
            findings.add(new Verification.Finding(seq, what));
        }
    }

    private record Stored(Link link, Digest hash) {}

    private record StoredSeal(long number, long through, String statement, Bytes signature) {}

    private record Previous(long number, Digest statement, long through) {}
}
