package dev.rollcall.common.protocol;

import dev.rollcall.common.json.Bytes;

/**
 * One frame as read from the wire, its payload still encoded.
 *
 * @param lane which order of requests it belongs to
 * @param deflated whether the payload is zlib-deflated JSON (RFC 1950) or plain JSON
 * @param correlation the request's id, echoed by its reply; 0 for what nobody asked for
 * @param payload the encoded message
 */
public record Frame(Lane lane, boolean deflated, int correlation, Bytes payload) {

    /** The ALPN protocol name (RFC 7301) of this conversation. */
    public static final String ALPN = "rollcall/1";

    /** Of everything after the length field, and of a payload once inflated. */
    public static final int MAX_LENGTH = 1024 * 1024;

    /** Version, encoding, lane and correlation id. */
    public static final int HEADER_LENGTH = 7;

    static final byte VERSION = 1;
}
