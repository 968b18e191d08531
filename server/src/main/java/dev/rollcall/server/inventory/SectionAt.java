package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * A section as it held at an instant.
 *
 * @param from when it began to hold, by the server's clock
 * @param until absent while it holds
 * @param collectedAt when the device last collected it with this content, before or after that
 *     instant
 */
public record SectionAt(
        SectionKind kind,
        SectionState state,
        Optional<Digest> digest,
        Optional<String> detail,
        Instant from,
        Optional<Instant> until,
        Instant collectedAt,
        Instant receivedAt) {}
