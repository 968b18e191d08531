package dev.rollcall.server.policy;

import java.time.Instant;

/** One immutable version of a policy. @param source the file as it was sent */
public record PolicyVersion(
        int version, String description, Instant createdAt, String createdBy, String source) {}
