package dev.rollcall.server.job;

import dev.rollcall.common.job.Action;
import dev.rollcall.server.access.Permission;

/** Says what one must be allowed to do for an action. Pure. */
final class JobRights {

    private JobRights() {}

    static Permission needed(Action action) {
        return switch (action) {
            case Action.CollectInventory() -> Permission.JOB_HARMLESS;
            case Action.RunScript script -> Permission.JOB_RUN;
            case Action.RestartService restart -> Permission.JOB_RUN;
            // an action that this version does not know, from a database that a later one wrote
            case Action.Unsupported unsupported -> Permission.JOB_RUN;
        };
    }
}
