package dev.rollcall.common.protocol;

import dev.rollcall.common.inventory.SectionReport;
import java.util.List;

/**
 * All sections by digest, without bodies; answered by {@link Received} with the digests that the
 * server lacks.
 */
public record Sections(List<SectionReport> reports) implements AgentMessage {

    public Sections {
        reports = Limits.list("reports", reports, 64);
    }
}
