package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import org.jdbi.v3.core.Handle;

/**
 * What this room needs of policies: that a move is made, and that devices for which other policies
 * hold afterwards are asked to check in.
 */
@FunctionalInterface
public interface Moves {

    /**
     * @param move runs once, in the transaction
     */
    void make(Handle handle, DistrictId district, Runnable move);
}
