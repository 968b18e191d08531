package dev.rollcall.server.server;

import dev.rollcall.server.checkin.FreeSpace;
import dev.rollcall.server.enrollment.Enrollments;
import dev.rollcall.server.enrollment.Renewals;
import dev.rollcall.server.enrollment.Returns;
import dev.rollcall.server.inventory.Deliveries;
import dev.rollcall.server.inventory.InventoryIntake;
import dev.rollcall.server.job.RunOutputs;
import dev.rollcall.server.job.Runs;
import dev.rollcall.server.policy.Policies;
import dev.rollcall.server.problem.ProblemCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Puts what the rooms count themselves among the meters, which hold a room weakly: it lives as long
 * as the server does.
 */
final class RoomMeters {

    /** Why a device may not join. */
    private static final List<ProblemCode> DENIALS =
            List.of(
                    ProblemCode.TOKEN_MALFORMED,
                    ProblemCode.TOKEN_UNKNOWN,
                    ProblemCode.TOKEN_EXPIRED,
                    ProblemCode.TOKEN_REVOKED,
                    ProblemCode.TOKEN_SPENT,
                    ProblemCode.TOKEN_FOR_ANOTHER,
                    ProblemCode.ENROLLMENT_DENIED,
                    ProblemCode.CERTIFICATE_REQUEST_BAD);

    /** Why a device may not return, or not yet. */
    private static final List<ProblemCode> NOT_BACK =
            List.of(
                    ProblemCode.RENEWAL_NONCE_REQUIRED,
                    ProblemCode.RETURN_GRACE_OVER,
                    ProblemCode.TOO_MANY_REQUESTS);

    private final MeterRegistry registry;

    RoomMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void enrollment(Enrollments enrollments, Renewals renewals, Returns returns) {
        counter("rollcall.enrollments.accepted", enrollments, Enrollments::accepted);
        counter("rollcall.enrollments.pending", enrollments, Enrollments::pending);
        for (var code : DENIALS) {
            FunctionCounter.builder("rollcall.enrollments.denied", enrollments, e -> e.denied(code))
                    .tag("code", code.word())
                    .register(registry);
        }
        counter("rollcall.renewals.senseless", renewals, Renewals::senseless);
        counter("rollcall.returns.accepted", returns, Returns::accepted);
        for (var code : NOT_BACK) {
            FunctionCounter.builder("rollcall.returns.refused", returns, r -> r.refused(code))
                    .tag("code", code.word())
                    .register(registry);
        }
    }

    void inventory(InventoryIntake intake, Deliveries deliveries) {
        counter("rollcall.inventory.unknown.sections", intake, InventoryIntake::unknownSections);
        gauge("rollcall.inventory.held.characters", deliveries, Deliveries::held);
        gauge("rollcall.inventory.waiting", deliveries, Deliveries::waiting);
    }

    void runs(Runs runs, RunOutputs outputs) {
        counter("rollcall.runs.ignored", runs, Runs::ignored);
        counter("rollcall.runs.output.cut", runs, Runs::cut);
        counter("rollcall.runs.output.ignored", outputs, RunOutputs::ignored);
    }

    void policies(Policies policies) {
        counter("rollcall.policies.ignored", policies, Policies::ignored);
        counter("rollcall.policies.unsupported.settings", policies, Policies::unsupported);
    }

    void space(FreeSpace space) {
        gauge("rollcall.storage.free.bytes", space, FreeSpace::usable);
    }

    private <T> void counter(String name, T room, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, room, count).register(registry);
    }

    private <T> void gauge(String name, T room, ToDoubleFunction<T> value) {
        Gauge.builder(name, room, value).register(registry);
    }
}
