package dev.rollcall.server.audit;

import java.util.List;

/**
 * What a check of a chain found.
 *
 * @param events in the chain
 * @param sealedThrough the number of the last event that a good seal covers; 0 for none
 * @param seals good ones
 * @param erased payloads that are gone, which is no fault
 * @param findings what is wrong, at most {@value #MOST}; empty for a whole chain
 */
public record Verification(
        long events, long sealedThrough, long seals, long erased, List<Finding> findings) {

    /** Findings that are listed. */
    public static final int MOST = 100;

    /** One thing that is wrong. @param seq the number of the event where it shows */
    public record Finding(long seq, String what) {}

    public Verification {
        findings = List.copyOf(findings);
    }

    public boolean holds() {
        return findings.isEmpty();
    }
}
