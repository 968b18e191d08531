package dev.rollcall.common.protocol;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.util.Objects;

/**
 * A body that the server asked for, whole or in parts; answered by {@link Received} with what it
 * lacks next.
 *
 * @param kind it is stored under
 * @param digest that the server asked for; it hashes the received text itself and refuses a
 *     mismatch
 * @param part from 0, in order
 * @param parts how many there are
 * @param text of this part: canonical JSON
 */
public record InventoryBody(SectionKind kind, Digest digest, int part, int parts, String text)
        implements AgentMessage {

    /** Characters in one part. */
    public static final int MAX_PART = 64 * 1024;

    /** Of one body: 4 Mi characters. */
    public static final int MAX_PARTS = 64;

    public InventoryBody {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(digest, "digest");
        Limits.text("text", text, MAX_PART);
        if (parts < 1 || parts > MAX_PARTS || part < 0 || part >= parts) {
            throw new IllegalArgumentException("part " + part + " of " + parts);
        }
    }
}
