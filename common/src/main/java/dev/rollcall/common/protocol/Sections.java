package dev.rollcall.common.protocol;

import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.VolatileFacts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All sections by digest, without bodies; answered by {@link Received} with the digests that the
 * server lacks. The server asks for it when the inventory root is new to it, and from time to time
 * to learn how fresh the facts are.
 *
 * @param reports one per section
 * @param volatileFacts figures that are always changing, by value
 */
public record Sections(List<SectionReport> reports, Optional<VolatileFacts> volatileFacts)
        implements AgentMessage {

    public Sections {
        reports = Limits.list("reports", reports, 64);
        volatileFacts = Objects.requireNonNullElse(volatileFacts, Optional.empty());
    }

    public Sections(List<SectionReport> reports) {
        this(reports, Optional.empty());
    }
}
