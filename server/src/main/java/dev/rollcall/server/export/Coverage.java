package dev.rollcall.server.export;

import java.time.Instant;
import java.util.Objects;

/**
 * What an export covers, said beside it.
 *
 * @param export its kind
 * @param asOf the instant that every row is about, by the server's clock
 * @param madeAt when the export was asked for
 * @param by who asked
 * @param district slug
 * @param query filter; empty for none
 * @param devices that the export speaks of; of the register, things
 * @param ofDevices enrolled at that instant in the units that the asker may export; of retirements
 *     and of the register, as many of those as there are
 * @param freshWithin7Days of the devices in the export, those whose inventory was collected in the
 *     7 days before, and that had checked in in them
 * @param clock whose times these are
 * @param notes for the reader
 */
public record Coverage(
        String export,
        Instant asOf,
        Instant madeAt,
        String by,
        String district,
        String query,
        long devices,
        long ofDevices,
        long freshWithin7Days,
        String clock,
        String notes) {

    static final String CLOCK = "the server's; collected_at is the server's less the age as sent";

    static final String NOTES =
            "unknown: never reported, or of a policy other than that in force. stale: collected, or for"
                    + " policy last checked in, more than 7 days before as_of. Neither counts as good."
                    + " collected_at is when the same content was last collected; as of the past, where it"
                    + " was collected again since, the last check-in by then. Policy is that in force in the"
                    + " unit at as_of; the evidence of a result that went on since is worded as last"
                    + " reported. Labels and agent versions have no past: they are those of now.";

    public Coverage {
        Objects.requireNonNull(asOf, "asOf");
        Objects.requireNonNull(madeAt, "madeAt");
    }
}
