package dev.rollcall.common.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;

/** What the server may say. One flat level; the names are the wire and never change. */
@JsonTypeInfo(use = Id.NAME, property = "type", defaultImpl = Unsupported.class, visible = true)
@JsonSubTypes({
    @Type(name = "check-in-reply", value = CheckInReply.class),
    @Type(name = "nudge", value = Nudge.class),
    @Type(name = "received", value = Received.class),
    @Type(name = "renewal-reply", value = RenewalReply.class),
    @Type(name = "refused", value = Refused.class),
    @Type(name = "unsupported", value = Unsupported.class)
})
public sealed interface ServerMessage
        permits CheckInReply, Nudge, Received, RenewalReply, Refused, Unsupported {}
