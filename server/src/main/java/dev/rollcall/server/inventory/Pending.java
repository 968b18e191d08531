package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.time.Instant;

/** A reported section that will hold when its bodies are here. */
record Pending(SectionKind kind, Digest digest, Instant collectedAt) {}
