package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PersonId;
import java.time.Instant;
import java.util.Optional;

/** Somebody who may sign in. @param disabledAt empty while they may */
public record Person(
        DistrictId home,
        PersonId id,
        String login,
        String displayName,
        Instant createdAt,
        Optional<Instant> disabledAt) {}
