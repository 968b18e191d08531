package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.MergedRecords;
import dev.rollcall.server.enrollment.Review.Decision;
import dev.rollcall.server.enrollment.Review.State;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What people must decide, and what they decided: one by one, or alike ones together. */
public final class Reviews {

    private final Tokens tokens;
    private final AuditLog audit;
    private final Settling settling;
    private final Same same;
    private final MergedRecords merged = new MergedRecords();

    /** Makes one record of two, in the transaction of the decision that they are one. */
    @FunctionalInterface
    interface Same {
        void merge(Handle handle, Merges.Wanted wanted);
    }

    /** What else a decision about a device that joined already does. */
    @FunctionalInterface
    public interface Settling {

        /** Both in the transaction of the decision. */
        void settle(
                Handle handle, Review review, boolean approved, boolean asCandidate, Decided by);

        /** By whom, and when. */
        record Decided(dev.rollcall.server.audit.Actor actor, Instant at) {}
    }

    public Reviews(Tokens tokens, AuditLog audit, Settling settling, Merges merges) {
        this(tokens, audit, settling, (Same) merges::merge);
    }

    Reviews(Tokens tokens, AuditLog audit, Settling settling, Same same) {
        this.tokens = tokens;
        this.audit = audit;
        this.settling = settling;
        this.same = same;
    }

    /** Those that one decision is enough for. @param count in the state that was asked for */
    public record Group(
            int number,
            ReviewKind kind,
            UnitId unit,
            Optional<TokenId> token,
            Optional<String> tokenNote,
            Optional<Instant> tokenRevoked,
            int count,
            int first,
            Instant firstAsked,
            Instant lastAsked) {}

    /** Groups with something in a state, in these units, oldest first, after a number. */
    List<Group> groups(
            Handle handle,
            DistrictId district,
            Collection<UnitId> units,
            State state,
            int after,
            int limit) {
        return handle.createQuery(
                        """
                        SELECT r.group_number, r.kind, r.unit_id, r.token_id, t.note,
                               t.revoked_at, COUNT(*) AS members, MIN(r.number) AS first_number,
                               MIN(r.first_asked_at) AS first_at, MAX(r.last_asked_at) AS last_at
                        FROM enrollment_review r
                        LEFT JOIN enrollment_token t
                            ON t.district_id = r.district_id AND t.id = r.token_id
                        WHERE r.district_id = :district AND r.state = :state
                          AND r.unit_id = ANY(:units) AND r.group_number > :after
                        GROUP BY r.group_number, r.kind, r.unit_id, r.token_id, t.note,
                                 t.revoked_at
                        ORDER BY r.group_number FETCH FIRST :limit ROWS ONLY
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bind("state", state.word())
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, c) ->
                        new Group(
                                row.getInt("group_number"),
                                ReviewKind.of(row.getString("kind")),
                                new UnitId(row.getObject("unit_id", UUID.class)),
                                Optional.ofNullable(row.getObject("token_id", UUID.class))
                                        .map(TokenId::new),
                                Optional.ofNullable(row.getString("note")),
                                Columns.optionalInstant(row, "revoked_at"),
                                row.getInt("members"),
                                row.getInt("first_number"),
                                Columns.instant(row, "first_at"),
                                Columns.instant(row, "last_at")))
                .list();
    }

    /** Reviews in these units, oldest first, after a number. */
    List<Review> list(
            Handle handle,
            DistrictId district,
            Collection<UnitId> units,
            Optional<State> state,
            Optional<Integer> group,
            int after,
            int limit) {
        var more =
                state.map(s -> " AND r.state = '" + s.word() + "'").orElse("")
                        + group.map(g -> " AND r.group_number = " + g).orElse("");
        return handle.createQuery(
                        ReviewRows.COLUMNS
                                + " WHERE r.district_id = :district AND r.number > :after"
                                + " AND r.unit_id = ANY(:units)"
                                + more
                                + " ORDER BY r.number FETCH FIRST :limit ROWS ONLY")
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bind("after", after)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .bind("limit", limit)
                .map((row, c) -> ReviewRows.read(row))
                .list();
    }

    Optional<Review> find(Handle handle, DistrictId district, int number) {
        return ReviewRows.find(handle, district, number);
    }

    /** Those that could be decided so: waiting ones, or for taking back, decided ones. */
    List<Review> open(
            Handle handle,
            DistrictId district,
            Collection<UnitId> units,
            Optional<Integer> group,
            Optional<TokenId> token,
            Decider.Verb verb) {
        var state = verb == Decider.Verb.REOPEN ? State.DENIED : State.WAITING;
        return list(handle, district, units, Optional.of(state), group, 0, Integer.MAX_VALUE)
                .stream()
                .filter(review -> token.isEmpty() || review.token().equals(token))
                .toList();
    }

    /** Decides about all of them, or, with a {@link Problem} that names one, about none. */
    void decide(Handle handle, Collection<Review> reviews, Decider decider) {
        Together.objection(
                        reviews,
                        decider,
                        device ->
                                merged.standsFor(
                                        handle, reviews.iterator().next().district(), device))
                .ifPresent(why -> {
                    throw new Problem(ProblemCode.CONFLICT, why);
                });
        reviews.forEach(review -> decide(handle, review, decider));
        KillPoint.pass("server.review-decision.before-commit");
    }

    private void decide(Handle handle, Review review, Decider decider) {
        if (decider.asCandidate() && review.candidate().isEmpty()) {
            throw conflict(review, "there is no record that it could be: approve it as a new one");
        }
        var from = review.state();
        var to =
                switch (decider.verb()) {
                    case APPROVE -> State.APPROVED;
                    case DENY -> State.DENIED;
                    case REOPEN -> State.WAITING;
                };
        if (to == State.WAITING) {
            reopen(handle, review);
        } else if (from != State.WAITING) {
            throw conflict(review, "it is decided already: " + from.word());
        }
        var decision =
                to == State.WAITING
                        ? Decision.NONE
                        : new Decision(
                                to,
                                decider.asCandidate(),
                                Optional.of(decider.now()),
                                Optional.of(decider.actor().name()),
                                decider.reason());
        if (!ReviewRows.decide(handle, review, from, decision)) {
            throw conflict(review, "somebody else decided it meanwhile");
        }
        if (to == State.DENIED && review.kind().isRequest()) {
            review.token().ifPresent(t -> tokens.giveBack(handle, review.district(), t));
        }
        if (to == State.APPROVED
                && decider.asCandidate()
                && review.kind() == ReviewKind.POSSIBLY_SAME) {
            merge(handle, review, decider);
        } else if (to != State.WAITING && !review.kind().isRequest()) {
            settling.settle(
                    handle,
                    review,
                    to == State.APPROVED,
                    to == State.APPROVED && decider.asCandidate(),
                    new Settling.Decided(decider.actor(), decider.now()));
        }
        audit(handle, review, decision, decider);
    }

    /** The device has joined as a new record already: that becomes part of the other one. */
    private void merge(Handle handle, Review review, Decider decider) {
        var district = review.district();
        var joined = EnrollmentRows.find(handle, district, review.enrollment().orElseThrow());
        var from = joined.map(Enrollment::device).orElseThrow();
        var into = merged.standsFor(handle, district, review.candidate().orElseThrow());
        if (from.equals(into)) {
            // somebody merged them by hand
            return;
        }
        var wanted =
                new Merges.Wanted(
                        district,
                        from,
                        into,
                        Optional.empty(),
                        decider.reason().orElse("decided in review " + review.name()),
                        decider.actor(),
                        decider.now());
        try {
            same.merge(handle, wanted);
        } catch (Problem problem) {
            throw new Problem(problem.code(), review.name() + ": " + problem.getMessage());
        }
    }

    /** A request takes its use of the token again. */
    private void reopen(Handle handle, Review review) {
        if (!review.kind().isRequest() || review.enrollment().isPresent()) {
            throw conflict(review, "what was decided was done, and cannot be taken back here");
        }
        if (review.state() == State.WAITING) {
            throw conflict(review, "it is not decided yet");
        }
        if (review.state() == State.DENIED
                && !tokens.spend(handle, review.district(), review.token().orElseThrow())) {
            throw conflict(review, "its token was revoked, or has no uses left");
        }
    }

    private void audit(Handle handle, Review review, Decision to, Decider decider) {
        audit.record(
                handle,
                AuditEvent.changed(
                        review.district(),
                        decider.actor(),
                        decider.now(),
                        switch (decider.verb()) {
                            case APPROVE -> "approved";
                            case DENY -> "denied";
                            case REOPEN -> "reopened";
                        },
                        "review",
                        review.name(),
                        told(review, review.decision()),
                        told(review, to)));
    }

    private static Map<String, Object> told(Review review, Decision decision) {
        var told = new HashMap<String, Object>();
        told.put("state", decision.state().word());
        told.put("kind", review.kind().word());
        review.serial().ifPresent(serial -> told.put("serial", serial));
        if (decision.asCandidate()) {
            review.candidate().ifPresent(device -> told.put("device", device.toString()));
        }
        decision.reason().ifPresent(reason -> told.put("reason", reason));
        return told;
    }

    private static Problem conflict(Review review, String why) {
        return new Problem(ProblemCode.CONFLICT, review.name() + ": " + why);
    }

    /** All but some. */
    static List<Review> without(List<Review> reviews, Set<Integer> except) {
        return reviews.stream().filter(review -> !except.contains(review.number())).toList();
    }
}
