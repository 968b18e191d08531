package dev.rollcall.server.server;

import dev.rollcall.server.enrollment.TrustHolders;
import dev.rollcall.server.job.OpenOrders;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.rollover.Dependents;

/** Who depends on keys, as the rooms know it. */
public final class KeyDependents {

    private KeyDependents() {}

    public static Dependents ofTheRooms(Units units) {
        return new Dependents(
                TrustHolders::of,
                (handle, district, authority, now) ->
                        TrustHolders.users(handle, district, authority, units::returnGrace, now),
                OpenOrders::signedBy);
    }
}
