package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.job.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as a reader sees it.
 *
 * @param hostname as the device calls itself now
 * @param superseded a retry replaced it
 * @param silent open after its deadline, and not known to be running
 * @param late its outcome came after its deadline, where {@code endedAt} and {@code receivedAt} say
 *     by how much; or it is known to be running after it
 * @param endedAt in server time; absent when the device restarted before it could report
 */
public record RunView(
        RunId id,
        DeviceId device,
        EnrollmentId enrollment,
        UnitId unit,
        Optional<String> hostname,
        int generation,
        int leaf,
        String state,
        boolean superseded,
        boolean cancelAsked,
        boolean silent,
        boolean late,
        Optional<Outcome> outcome,
        Optional<Integer> exitCode,
        Optional<String> message,
        Optional<Duration> took,
        Instant deadline,
        Optional<Instant> acknowledgedAt,
        Optional<Instant> endedAt,
        Optional<Instant> receivedAt,
        long outputTotal,
        int outputKept) {}
