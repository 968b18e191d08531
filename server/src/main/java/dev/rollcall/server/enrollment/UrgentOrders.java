package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.device.EnrolledDevice;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What enrollment needs from the jobs: what is urgent for a record reaches whoever comes out of it,
 * so that nobody gets rid of it by taking a new key.
 */
@FunctionalInterface
public interface UrgentOrders {

    /**
     * In the transaction that makes the enrollment.
     *
     * @param to who is to have them as well
     * @param of the record that they were for
     * @param since also those that were answered from then on, by somebody who may be another
     *     machine; empty for those that nobody carried out
     * @return how many
     */
    int follow(Handle handle, EnrolledDevice to, DeviceId of, Optional<Instant> since, Instant now);
}
