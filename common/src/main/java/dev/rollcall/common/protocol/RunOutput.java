package dev.rollcall.common.protocol;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.json.Bytes;
import java.util.Objects;

/**
 * A chunk of what a run printed, after its outcome was recorded; repeating one changes nothing.
 *
 * @param run whose output it is
 * @param offset of this chunk in the kept output
 * @param total bytes kept: the head and the tail where the output was too large
 * @param chunk at most 64 KiB
 */
public record RunOutput(RunId run, int offset, int total, Bytes chunk) implements AgentMessage {

    public static final int MAX_CHUNK = 64 * 1024;

    public RunOutput {
        Objects.requireNonNull(run, "run");
        if (chunk.size() > MAX_CHUNK
                || offset < 0
                || total > 1024 * 1024
                || (long) offset + chunk.size() > total) {
            throw new IllegalArgumentException("chunk at " + offset + " of " + total);
        }
    }
}
