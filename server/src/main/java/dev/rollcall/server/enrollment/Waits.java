package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.MergedRecords;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.Acceptance.Pending;
import dev.rollcall.server.enrollment.Joining.Joiner;
import dev.rollcall.server.enrollment.Review.Decision;
import dev.rollcall.server.enrollment.Review.State;
import dev.rollcall.server.problem.ProblemCode;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Devices that wait until a person has decided. One that waits holds a use of its token, which a
 * denial gives back; it is granted nothing. In the transaction of its caller.
 */
final class Waits {

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final String ITS_TPM = "its TPM is that of the record";
    private static final String ALREADY = "it joined by another token meanwhile";

    private final Tokens tokens;
    private final Joining joining;
    private final KnownRecords records;
    private final Suggestions suggestions;
    private final Retirements retirements = new Retirements();
    private final MergedRecords merged = new MergedRecords();

    Waits(Tokens tokens, Joining joining, KnownRecords records, Suggestions suggestions) {
        this.tokens = tokens;
        this.joining = joining;
        this.records = records;
        this.suggestions = suggestions;
    }

    /** Who asks, and why that is no plain yes. */
    record Asking(
            PublicKey key,
            Optional<String> serial,
            AddressKind from,
            ReviewKind kind,
            Optional<DeviceId> candidate) {}

    /** Takes one use of the token for it. */
    Acceptance begin(Handle handle, Token token, Asking asking, Instant now) {
        if (!tokens.spend(handle, token.district(), token.id())) {
            return Denied.of(ProblemCode.TOKEN_SPENT);
        }
        var fingerprint = Digest.of(asking.key().getEncoded());
        var review =
                ReviewRows.add(
                        handle,
                        new ReviewRows.Begun(
                                token.district(),
                                asking.kind(),
                                token.unit(),
                                Optional.of(token.id()),
                                Optional.of(fingerprint),
                                asking.serial(),
                                Optional.of(asking.from()),
                                asking.candidate(),
                                Optional.empty()),
                        now);
        suggestions.begun(handle, review, Actor.device(fingerprint.hex()), now);
        KillPoint.pass("server.review.before-commit");
        return pending(review, now);
    }

    /** To who asks again with a key that did not join yet. */
    Acceptance answer(Handle handle, Review review, PublicKey key, Instant now) {
        ReviewRows.askedAgain(handle, review, now);
        return switch (review.state()) {
            case WAITING ->
                    returns(handle, review, key, now)
                            .map(decided -> approved(handle, decided, key, now))
                            .orElseGet(() -> pending(review, now));
            case DENIED ->
                    new Denied(
                            ProblemCode.ENROLLMENT_DENIED,
                            "Somebody decided that this device may not join (%s): %s"
                                    .formatted(
                                            review.name(),
                                            review.decision().reason().orElse("no reason given")));
            case APPROVED -> approved(handle, review, key, now);
        };
    }

    /** Whose TPM has shown which record it is needs nobody's word. */
    private Optional<Review> returns(Handle handle, Review review, PublicKey key, Instant now) {
        var district = review.district();
        boolean may =
                review.kind().isAnsweredByATpm()
                        && review.token()
                                .flatMap(token -> tokens.find(handle, district, token))
                                .filter(token -> isGood(token, now))
                                .isPresent();
        if (!may) {
            return Optional.empty();
        }
        var own =
                AttestedKeys.recordOf(handle, district, Digest.of(key.getEncoded()))
                        .flatMap(device -> records.living(handle, district, device, now))
                        .filter(record -> !record.shutOut());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        var decision =
                new Decision(
                        State.APPROVED,
                        true,
                        Optional.of(now),
                        Optional.of(Actor.system().name()),
                        Optional.of(ITS_TPM));
        ReviewRows.isAbout(handle, review, own.get().device());
        if (!ReviewRows.decide(handle, review, State.WAITING, decision)) {
            return Optional.empty();
        }
        suggestions.answered(handle, review, own.get().device(), now);
        return ReviewRows.find(handle, district, review.number());
    }

    /** Neither revoked nor expired; that its last use is taken is because this one holds it. */
    private static boolean isGood(Token token, Instant now) {
        return token.objection(now).filter(why -> why != ProblemCode.TOKEN_SPENT).isEmpty();
    }

    private Acceptance approved(Handle handle, Review review, PublicKey key, Instant now) {
        var gone = whyNotOnto(handle, review);
        if (gone.isPresent()) {
            return lapsed(handle, review, gone.get(), now);
        }
        var joiner =
                new Joiner(
                        review.district(),
                        review.token().orElseThrow(),
                        review.unit(),
                        tokens.find(handle, review.district(), review.token().orElseThrow())
                                .flatMap(Token::cameFrom),
                        key,
                        review.address().orElseThrow());
        var onto =
                review.candidate()
                        .filter(c -> review.decision().asCandidate())
                        .map(c -> merged.standsFor(handle, review.district(), c));
        var accepted = joining.join(handle, joiner, onto, now);
        ReviewRows.joined(handle, review, accepted.device().enrollment());
        review.serial()
                .ifPresent(serial ->
                        tokens.joined(handle, joiner.district(), joiner.token(), serial, now));
        onto.ifPresent(device ->
                records.arrived(
                        handle, review.district(), device, accepted.device().enrollment(), now));
        return accepted;
    }

    /** Who approved it did not know what became of the record since. */
    private Optional<String> whyNotOnto(Handle handle, Review review) {
        return review.candidate()
                .filter(c -> review.decision().asCandidate())
                .map(c -> merged.standsFor(handle, review.district(), c))
                .flatMap(record ->
                        retirements
                                .current(handle, review.district(), record)
                                .map(retired ->
                                        ("the approval as the same device lapsed: the record %s was"
                                                        + " retired as %s meanwhile")
                                                .formatted(record, retired.as().word())));
    }

    /** A person must look again; it keeps the use of the token that it holds. */
    private Acceptance lapsed(Handle handle, Review review, String why, Instant now) {
        var again =
                new Decision(
                        State.WAITING, false, Optional.empty(), Optional.empty(), Optional.of(why));
        ReviewRows.decide(handle, review, State.APPROVED, again);
        suggestions.lapsed(handle, review, why, now);
        return pending(review, now);
    }

    /** It joins by a token that needs no person: the question is moot, and its use is free. */
    void overtaken(Handle handle, Review review, Instant now) {
        var moot =
                new Decision(
                        State.DENIED,
                        false,
                        Optional.of(now),
                        Optional.of(Actor.system().name()),
                        Optional.of(ALREADY));
        if (review.state() != State.DENIED
                && ReviewRows.decide(handle, review, review.state(), moot)) {
            review.token().ifPresent(t -> tokens.giveBack(handle, review.district(), t));
        }
    }

    private static Pending pending(Review review, Instant now) {
        return new Pending(
                review.name(), askAgainAfter(Duration.between(review.firstAsked(), now)));
    }

    /** A quarter of the time that it has waited: soon while somebody stands beside it. */
    static Duration askAgainAfter(Duration waited) {
        var quarter = waited.dividedBy(4);
        if (quarter.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return quarter.compareTo(LONGEST) < 0 ? quarter : LONGEST;
    }
}
