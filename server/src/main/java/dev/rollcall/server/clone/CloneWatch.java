package dev.rollcall.server.clone;

import dev.rollcall.server.device.Boots;
import dev.rollcall.server.device.Continuation;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Watches check-ins, by boot and by continuation, for machines that share an enrollment. */
public final class CloneWatch {

    private final Boots boots;
    private final CloneCases cases;

    public CloneWatch(Boots boots, CloneCases cases) {
        this.boots = boots;
        this.cases = cases;
    }

    /**
     * Opens a case where this check-in is the proof. Costs nothing while a device's boot stays what
     * it is and it echoes what it was given.
     *
     * @param before what was known of the enrollment; empty at its first check-in
     * @param echoed the continuation that it holds
     * @return whether the device is in quarantine from now on
     */
    public boolean shared(
            Handle handle,
            EnrolledDevice device,
            Optional<Standing> before,
            String boot,
            Optional<String> echoed,
            Instant now) {
        if (before.isEmpty()) {
            return false;
        }
        var last = before.get();
        if (last.cloneCase().isPresent()) {
            cases.find(handle, device.district(), last.cloneCase().get())
                    .ifPresent(open -> cases.seen(handle, open, boot, now));
            return true;
        }
        if (last.bootId().equals(boot)) {
            return forked(handle, device, last, echoed, now);
        }
        if (boots.changed(handle, device, last, boot, now) != Boots.Verdict.TWO_LIVE) {
            return false;
        }
        var lately = boots.of(handle, device);
        var notClones = cases.notClones(handle, device.district(), device.enrollment());
        if (!CloneRule.isNews(notClones, lately, boot)) {
            return false;
        }
        var _ = cases.open(handle, device, lately, boot, now);
        return true;
    }

    private boolean forked(
            Handle handle,
            EnrolledDevice device,
            Standing last,
            Optional<String> echoed,
            Instant now) {
        var given = last.continuation();
        if (given.isEmpty()
                || echoed.isEmpty()
                || echoed.equals(given.map(Continuation::current))) {
            return false;
        }
        if (boots.forked(handle, device, last, echoed.get(), now) != Boots.Verdict.TWO_LIVE) {
            return false;
        }
        var second = Copy.name(last.bootId(), 2);
        if (cases.notClones(handle, device.district(), device.enrollment()).contains(second)) {
            return false;
        }
        var other = new Boots.Boot(last.bootId(), last.sighting().to(), Optional.of(now));
        var _ = cases.open(handle, device, List.of(other), second, now);
        return true;
    }
}
