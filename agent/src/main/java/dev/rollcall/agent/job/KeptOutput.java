package dev.rollcall.agent.job;

import dev.rollcall.common.json.Bytes;

/**
 * What a run printed: all of it, or its head and tail with one line between that says what was cut.
 *
 * @param total bytes printed
 * @param kept bytes to send
 */
public record KeptOutput(long total, Bytes kept) {

    public static final KeptOutput NONE = new KeptOutput(0, Bytes.copyOf(new byte[0]));
}
