package dev.rollcall.server.server;

import dev.rollcall.server.enrollment.TrustHolders;
import dev.rollcall.server.job.OpenOrders;
import dev.rollcall.server.pki.rollover.Dependents;

/** Who depends on keys, as the rooms know it. */
public final class KeyDependents {

    private KeyDependents() {}

    public static Dependents ofTheRooms() {
        return new Dependents(TrustHolders::of, TrustHolders::users, OpenOrders::signedBy);
    }
}
