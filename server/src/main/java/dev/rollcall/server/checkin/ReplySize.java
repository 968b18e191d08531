package dev.rollcall.server.checkin;

import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.PolicyOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps replies below what a frame may be; what is left out comes with the next check-in. */
final class ReplySize {

    /** For ids, signatures, paths and the trust bundle. */
    private static final int RESERVED = 128 * 1024;

    private static final int PER_ORDER = 2 * 1024;

    private ReplySize() {}

    /** The first orders that fit beside a policy. */
    static List<RunOrder> fitting(List<RunOrder> orders, Optional<PolicyOffer> policy) {
        long left = Frame.MAX_LENGTH - RESERVED;
        left -= policy.map(p -> base64(p.document().payload().size())).orElse(0L);
        var fitting = new ArrayList<RunOrder>();
        for (var order : orders) {
            left -= base64(order.order().payload().size()) + PER_ORDER;
            if (left < 0) {
                break;
            }
            fitting.add(order);
        }
        return fitting;
    }

    private static long base64(int bytes) {
        return (bytes + 2L) / 3 * 4;
    }
}
