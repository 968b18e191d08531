package dev.rollcall.server.api;

import dev.rollcall.server.access.Caller;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The time that the parameters {@code from} and {@code to} name; to now, where nobody says. One
 * that ends before it begins, or is not over yet, is refused.
 */
record Period(Instant from, Instant to) {

    private static final Duration A_WEEK = Duration.ofDays(7);

    /** Of a week, where nobody says. */
    static Period ofWeek(Request request) {
        return of(request, to -> to.minus(A_WEEK));
    }

    /** From the beginning, where nobody says. */
    static Period ofAll(Request request) {
        return of(request, _ -> Instant.EPOCH);
    }

    private static Period of(Request request, UnaryOperator<Instant> usual) {
        var caller = Caller.of(request);
        var to = caller.past(request, "to").orElse(caller.now());
        var from = request.query("from", Instant::parse).orElse(usual.apply(to));
        if (from.isAfter(to)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE, "from is later than to", Map.of("field", "from"));
        }
        return new Period(from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from, to);
    }
}
