package dev.rollcall.server.policy;

import java.time.Instant;

/** A version of a policy in a list, without its source. */
public record ListedVersion(int version, String description, Instant createdAt, String createdBy) {}
