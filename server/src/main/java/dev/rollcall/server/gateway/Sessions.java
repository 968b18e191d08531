package dev.rollcall.server.gateway;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.EndSession;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.problem.Refusals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who is connected now: at most one session per enrollment, the newest. Safe for use by many
 * threads; no method waits.
 */
public final class Sessions {

    private final ConcurrentHashMap<EnrollmentId, Session> byEnrollment = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<DeviceId, Session> byDevice = new ConcurrentHashMap<>();

    /** Ended while the server runs: closes the gap between a look-up and the session it admits. */
    private final ConcurrentHashMap<EnrollmentId, ProblemCode> ended = new ConcurrentHashMap<>();

    private final Nudges nudges;

    /**
     * @param nudgesPerSecond sent over all sessions
     */
    public Sessions(int nudgesPerSecond) {
        this.nudges = new Nudges(nudgesPerSecond);
    }

    /** Lets operators see how many there are, and how many nudges were sent. */
    void countIn(MeterRegistry meters) {
        Gauge.builder("rollcall.gateway.sessions", this, Sessions::count).register(meters);
        Gauge.builder("rollcall.gateway.nudges", this, Sessions::nudgesSent).register(meters);
    }

    /** Asks these enrollments to check in now; who is away learns of it at its next check-in. */
    public void nudge(
            DistrictId district,
            Collection<EnrollmentId> enrollments,
            Urgency urgency,
            String reason) {
        nudge(district, enrollments.stream().map(byEnrollment::get), urgency, reason);
    }

    /** Like {@link #nudge} by device, with no hurry. */
    public void nudgeDevices(DistrictId district, Collection<DeviceId> devices, String reason) {
        nudge(district, devices.stream().map(byDevice::get), Urgency.NORMAL, reason);
    }

    /** Asks every connected device of the district to check in now. */
    public void nudgeAll(DistrictId district, String reason) {
        nudge(district, byEnrollment.values().stream(), Urgency.NORMAL, reason);
    }

    private void nudge(
            DistrictId district, Stream<Session> sessions, Urgency urgency, String reason) {
        sessions.filter(s -> s != null && s.device().district().equals(district))
                .filter(session -> session.claimNudge(urgency))
                .forEach(session -> nudges.add(session, urgency, reason));
    }

    /**
     * The enrollment is over: its session, now or about to begin, is told why and closed. It stays
     * shut out while the server runs, so this is only for what is final in the database.
     */
    public void end(EnrollmentId enrollment, ProblemCode why) {
        ended.put(enrollment, why);
        find(enrollment).ifPresent(session -> tell(session, why));
    }

    /** Closes the session of an enrollment without a word, so that its agent connects anew. */
    public void reconnect(EnrollmentId enrollment) {
        find(enrollment)
                .ifPresent(session -> session.end(EndSession.because(CloseReason.RECORD_CHANGED)));
    }

    public boolean connected(EnrollmentId enrollment) {
        return byEnrollment.containsKey(enrollment);
    }

    /** Devices connected now. */
    public Set<DeviceId> connectedDevices(DistrictId district) {
        return byEnrollment.values().stream()
                .filter(s -> s.device().district().equals(district))
                .map(s -> s.device().device())
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    public int count() {
        return byEnrollment.size();
    }

    /** Nudges sent since the start. */
    public long nudgesSent() {
        return nudges.sent();
    }

    void opened(Session session) {
        byDevice.put(session.device().device(), session);
        var older = byEnrollment.put(session.device().enrollment(), session);
        if (older != null) {
            older.end(EndSession.because(CloseReason.SUPERSEDED));
        }
        var why = ended.get(session.device().enrollment());
        if (why != null) {
            tell(session, why);
        }
    }

    void closed(Session session) {
        byEnrollment.remove(session.device().enrollment(), session);
        byDevice.remove(session.device().device(), session);
    }

    List<Session> live() {
        return List.copyOf(byEnrollment.values());
    }

    void stopNudging() {
        nudges.close();
    }

    private Optional<Session> find(EnrollmentId enrollment) {
        return Optional.ofNullable(byEnrollment.get(enrollment));
    }

    private static void tell(Session session, ProblemCode why) {
        session.end(EndSession.telling(CloseReason.ENROLLMENT_ENDED, Refusals.of(why)));
    }
}
