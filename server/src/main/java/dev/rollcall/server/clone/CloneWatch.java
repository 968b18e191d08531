package dev.rollcall.server.clone;

import dev.rollcall.server.device.Boots;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences.Standing;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Watches the boots of check-ins for machines that share an enrollment. */
public final class CloneWatch {

    private final Boots boots;
    private final CloneCases cases;

    public CloneWatch(Boots boots, CloneCases cases) {
        this.boots = boots;
        this.cases = cases;
    }

    /**
     * Opens a case where this check-in is the proof. Costs nothing while a device's boot stays what
     * it is.
     *
     * @param before what was known of the enrollment; empty at its first check-in
     * @return whether the device is in quarantine from now on
     */
    public boolean shared(
            Handle handle,
            EnrolledDevice device,
            Optional<Standing> before,
            String boot,
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
            return false;
        }
        if (boots.changed(handle, device, last, boot, now) != Boots.Verdict.TWO_LIVE) {
            return false;
        }
        var lately = boots.of(handle, device.district(), device.enrollment());
        var notClones = cases.notClones(handle, device.district(), device.enrollment());
        if (!CloneRule.isNews(notClones, lately, boot)) {
            return false;
        }
        var _ = cases.open(handle, device, lately, boot, now);
        return true;
    }
}
