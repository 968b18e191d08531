package dev.rollcall.agent.doctor;

import dev.rollcall.agent.platform.Keeping;
import java.util.ArrayList;
import java.util.List;

/** What the state folder's facts mean. Pure. */
final class StateDiagnosis {

    private static final long MEGABYTE = 1024 * 1024;
    private static final long TOO_LITTLE = MEGABYTE;
    private static final long LITTLE = 64 * MEGABYTE;

    private StateDiagnosis() {}

    static List<Check> of(StateFacts facts) {
        var checks = new ArrayList<Check>();
        checks.add(folder(facts));
        switch (facts.presence()) {
            case MISSING, NO_FOLDER -> {
                for (var name : List.of("permissions", "free-space", "state-kept")) {
                    checks.add(Check.skip(name, spoken(name) + ": there is no state folder"));
                }
            }
            case UNREADABLE, READ_ONLY, USABLE -> {
                checks.add(permissions(facts));
                checks.add(space(facts));
                checks.add(kept(facts));
            }
        }
        return checks;
    }

    private static String spoken(String name) {
        return name.replace('-', ' ');
    }

    private static Check folder(StateFacts facts) {
        var folder = "state folder " + facts.folder();
        return switch (facts.presence()) {
            case MISSING ->
                    Check.fail(
                            "state-folder",
                            folder
                                    + " is not there: this device was never enrolled, or lost its"
                                    + " state; enroll it");
            case NO_FOLDER -> Check.fail("state-folder", folder + " is not a folder: move it away");
            case UNREADABLE ->
                    Check.fail(
                            "state-folder",
                            folder
                                    + " cannot be read by "
                                    + facts.user()
                                    + ": run this command as root");
            case READ_ONLY ->
                    Check.fail(
                            "state-folder",
                            folder
                                    + " cannot be written by "
                                    + facts.user()
                                    + ": it is mounted read-only, or belongs to somebody else");
            case USABLE -> Check.ok("state-folder", folder + " can be read and written");
        };
    }

    private static Check permissions(StateFacts facts) {
        var stranger = facts.owner().filter(owner -> !owner.equals(facts.user()));
        if (stranger.isPresent()) {
            return Check.warn(
                    "permissions",
                    "state folder belongs to %s, who can read this device's key: chown -R %s %s"
                            .formatted(stranger.get(), facts.user(), facts.folder()));
        }
        return facts.open()
                ? Check.warn(
                        "permissions",
                        "state folder is open to others: chmod 700 "
                                + facts.folder()
                                + ", or restart the agent, which does it")
                : Check.ok("permissions", "state folder is closed to others");
    }

    private static Check space(StateFacts facts) {
        var free = facts.freeBytes() / MEGABYTE + " MB are free for the state folder";
        if (facts.freeBytes() < TOO_LITTLE) {
            return Check.fail(
                    "free-space", "the disk of the state folder is full: make room on it");
        }
        return facts.freeBytes() < LITTLE
                ? Check.warn("free-space", "only " + free + ": make room on its disk")
                : Check.ok("free-space", free);
    }

    private static Check kept(StateFacts facts) {
        return switch (facts.keeping()) {
            case Keeping.Kept() ->
                    Check.ok("state-kept", "state folder is kept across restarts of the device");
            case Keeping.Lost(var because) ->
                    Check.warn(
                            "state-kept",
                            "state folder is not kept across restarts: "
                                    + because
                                    + "; keep it on a disk, or this device is a new one each time");
            case Keeping.Unknown(var because) ->
                    Check.skip(
                            "state-kept",
                            "whether the state folder is kept cannot be told: " + because);
        };
    }
}
