package dev.rollcall.server.clone;

import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.PlainText;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What people decide about a case: that its machines are no clones, that they may be after all, or
 * which of them keeps the record. In the transaction of its caller; what does not fit the case is a
 * {@link Problem}.
 */
final class CloneDecisions {

    private static final int LONGEST_TEXT = 300;
    private static final int SHORTEST_PREFIX = 4;

    private final CloneCases cases;
    private final Presences presences;
    private final AuditLog audit;

    CloneDecisions(CloneCases cases, Presences presences, AuditLog audit) {
        this.cases = cases;
        this.presences = presences;
        this.audit = audit;
    }

    /** Who decides, and when. */
    record By(Actor actor, Instant at) {}

    /**
     * Not clones: the quarantine ends, and these boots open no case again. A machine that is none
     * of these still does.
     */
    void close(Handle handle, CloneCase found, EnrolledDevice device, String reason, By by) {
        var why = clean(reason);
        requireOpen(found);
        cases.close(handle, found, new CloneCase.Closed(by.at(), by.actor().name(), why));
        presences.quarantine(handle, device, Optional.empty());
        record(handle, found, device, by, "clones-closed", Map.of("reason", why));
    }

    /** They may be clones after all: the machines are in quarantine again. */
    void reopen(Handle handle, CloneCase found, EnrolledDevice device, String reason, By by) {
        var why = clean(reason);
        if (found.closed().isEmpty()) {
            throw conflict(found.name() + " was not closed by anybody");
        }
        if (!cases.of(handle, found.district(), found.enrollment()).equals(Optional.of(found))) {
            throw conflict("there is a newer case of the same device");
        }
        var presence = presences.find(handle, found.district(), device.device());
        if (presence.filter(p -> p.enrollment().equals(found.enrollment())).isEmpty()) {
            throw conflict("the device has another enrollment by now");
        }
        cases.reopen(handle, found);
        presences.quarantine(handle, device, Optional.of(found.number()));
        record(handle, found, device, by, "clones-reopened", Map.of("reason", why));
    }

    /**
     * This machine keeps the record; the others leave at once. A machine is known by its boot, so
     * this holds until it restarts, which is why it asks first and is answered first.
     *
     * @param boot or how it begins
     */
    Copy keep(Handle handle, CloneCase found, EnrolledDevice device, String boot, By by) {
        requireOpen(found);
        var copy = chosen(cases.copies(handle, found), boot);
        copy.device()
                .ifPresent(own -> {
                    throw conflict(
                            "that machine has a record of its own already, %s: merge that one instead"
                                    .formatted(own));
                });
        cases.keeper(handle, found, copy.bootId());
        record(handle, found, device, by, "clones-keeper", Map.of("boot", copy.bootId()));
        return copy;
    }

    private static Copy chosen(List<Copy> copies, String boot) {
        var named =
                copies.stream()
                        .filter(copy ->
                                copy.bootId().equals(boot)
                                        || (boot.length() >= SHORTEST_PREFIX
                                                && copy.bootId().startsWith(boot)))
                        .toList();
        if (named.size() != 1) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    named.isEmpty()
                            ? "no machine of the case has that boot"
                            : "several machines of the case have boots that begin so",
                    Map.of("field", "boot"));
        }
        return named.getFirst();
    }

    private static void requireOpen(CloneCase found) {
        if (found.settled().isPresent()) {
            throw conflict(
                    found.name()
                            + " is settled: where a machine got a second record by it, merge the two");
        }
        found.closed()
                .ifPresent(closed -> {
                    throw conflict(found.name() + " was closed by " + closed.by());
                });
    }

    private void record(
            Handle handle,
            CloneCase found,
            EnrolledDevice device,
            By by,
            String verb,
            Map<String, String> more) {
        var before = new HashMap<String, String>();
        before.put("case", found.name());
        before.put("state", found.closed().isPresent() ? "closed" : "open");
        found.keeper().ifPresent(boot -> before.put("boot", boot));
        var after = new HashMap<>(more);
        after.put("case", found.name());
        audit.record(
                handle,
                AuditEvent.changed(
                        found.district(),
                        by.actor(),
                        by.at(),
                        verb,
                        "device",
                        device.device().toString(),
                        before,
                        after));
    }

    private static Problem conflict(String why) {
        return new Problem(ProblemCode.CONFLICT, why);
    }

    private static String clean(String text) {
        var stripped = text.strip();
        if (stripped.isEmpty() || !PlainText.line(stripped, LONGEST_TEXT).equals(stripped)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "say why, in up to 300 printable characters",
                    Map.of("field", "reason"));
        }
        return stripped;
    }
}
