package dev.rollcall.common.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;

/** What an agent may say. One flat level; the names are the wire and never change. */
@JsonTypeInfo(use = Id.NAME, property = "type", defaultImpl = Unsupported.class, visible = true)
@JsonSubTypes({
    @Type(name = "check-in", value = CheckIn.class),
    @Type(name = "sections", value = Sections.class),
    @Type(name = "inventory-body", value = InventoryBody.class),
    @Type(name = "run-output", value = RunOutput.class),
    @Type(name = "policy-report", value = PolicyReport.class),
    @Type(name = "renewal-request", value = RenewalRequest.class),
    @Type(name = "unsupported", value = Unsupported.class)
})
public sealed interface AgentMessage
        permits CheckIn,
                Sections,
                InventoryBody,
                RunOutput,
                PolicyReport,
                RenewalRequest,
                Unsupported {}
