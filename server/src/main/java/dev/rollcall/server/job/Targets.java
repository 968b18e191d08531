package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.EnrolledDevice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What this room needs of the query language: which devices a query selects. */
@FunctionalInterface
public interface Targets {

    /**
     * The devices that a query selects among those in the given units. A query that is not
     * understood is a Problem.
     */
    Selection select(Handle handle, DistrictId district, Set<UnitId> units, String query);

    /**
     * What was selected.
     *
     * @param withoutEnrollment matching devices that have no living enrollment and so cannot be
     *     reached
     */
    record Selection(List<Target> targets, int withoutEnrollment) {

        public Selection {
            targets = List.copyOf(targets);
        }
    }

    /**
     * A device that can be reached.
     *
     * @param actions wire names of the actions its agent knows; empty when it was never seen
     */
    record Target(EnrolledDevice device, Optional<Set<String>> actions) {}
}
