package dev.rollcall.agent.job;

import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Says whether an order holds for this enrollment. Pure; {@code now} is authenticated server time.
 */
final class OrderCheck {

    /** How far the clocks of two server nodes may lie apart before an order counts as too early. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private OrderCheck() {}

    sealed interface Verdict {}

    /** It holds. */
    record Accept(JobOrder job, Action action) implements Verdict {}

    /** It does not. @param reason one line for the technician */
    record Refuse(String reason) implements Verdict {}

    /** It holds, but asks for something this agent does not know. */
    record Unsupported(String what) implements Verdict {}

    /**
     * What the signature and the path prove, before times and generations are looked at; empty
     * where they prove nothing.
     */
    static Optional<JobOrder> proven(RunOrder order, Bearer bearer) {
        return order.order()
                .verified(JobOrder.TYPE, bearer.trusted())
                .flatMap(OrderCheck::parse)
                .filter(job -> order.path().size() == job.runs())
                .filter(job -> order.path().rootOf(order.leaf()).equals(job.root()));
    }

    /**
     * The verdict on an order.
     *
     * @param newest the highest generation of each job that this enrollment accepted before
     */
    static Verdict judge(RunOrder order, Bearer bearer, Instant now, Newest newest) {
        if (!order.enrollment().equals(bearer.enrollment())) {
            return new Refuse("the order is for another enrollment");
        }
        var proven = proven(order, bearer);
        if (proven.isEmpty()) {
            return new Refuse(whyUnproven(order, bearer));
        }
        var job = proven.get();
        if (!job.district().equals(bearer.district())) {
            return new Refuse("the order is of another district");
        }
        if (now.plus(SKEW).isBefore(job.notBefore())) {
            return new Refuse("the order is not valid before " + job.notBefore());
        }
        if (!now.isBefore(job.expires())) {
            return new Refuse("the order expired at " + job.expires());
        }
        var known = newest.generation(job);
        if (job.generation() < known) {
            return new Refuse(
                    "generation "
                            + job.generation()
                            + " of the job was superseded by generation "
                            + known);
        }
        return switch (Action.read(job.action())) {
            case Action.Unsupported(var what) -> new Unsupported(what);
            case Action.RunScript a -> new Accept(job, a);
            case Action.CollectInventory a -> new Accept(job, a);
            case Action.RestartService a -> new Accept(job, a);
        };
    }

    private static String whyUnproven(RunOrder order, Bearer bearer) {
        var payload = order.order().verified(JobOrder.TYPE, bearer.trusted());
        if (payload.isEmpty()) {
            return "the order is not signed by a trusted order key";
        }
        return parse(payload.get()).isEmpty()
                ? "the order is not one that this agent can read: it may need a newer agent"
                : "the order is not for this run: its path leads elsewhere";
    }

    /** The highest generation accepted of a job, 0 where none was. */
    interface Newest {
        int generation(JobOrder job);
    }

    /** Nothing unknown is skipped inside an order, so the strict mapper reads it. */
    private static Optional<JobOrder> parse(byte[] payload) {
        try {
            return Optional.of(Json.strict().readValue(payload, JobOrder.class));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
