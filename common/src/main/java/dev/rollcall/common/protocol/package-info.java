/**
 * The conversation between agent and server: messages, and the frames that carry them.
 *
 * <p>A frame is length (4 bytes, of what follows), version (1), encoding (1), lane (1), correlation
 * id (4) and a payload of JSON or deflated JSON. An empty frame (length 0) is a heartbeat and is
 * echoed. At most one request is in flight per lane; a reply carries the request's correlation id,
 * and 0 marks what nobody asked for, such as a nudge.
 *
 * <p>Messages are records under one sealed interface per direction. Wire names are written by hand
 * and never change. An unknown message is read as {@link dev.rollcall.common.protocol.Unsupported},
 * answered and counted; unknown fields are ignored. Golden files of every message are kept in the
 * tests and are never edited, only added to.
 */
package dev.rollcall.common.protocol;
