package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;

/** A body that the server lacks. */
record Wanted(SectionKind kind, Digest digest) {}
