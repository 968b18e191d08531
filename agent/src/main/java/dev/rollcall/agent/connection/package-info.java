/**
 * One session with the server's gateway: bytes, frames, lanes and when to try again.
 *
 * <p>{@link dev.rollcall.agent.connection.ServerConnection} is a session from its handshake to its
 * end. Its pipeline is written once, in {@code ConnectionPipeline}. Each lane carries one request
 * at a time; a reply finds its request by correlation id; a request that is not answered in time
 * ends the session, and so does a server that echoes no heartbeat. Exactly one place closes, with a
 * reason.
 *
 * <p>{@link dev.rollcall.agent.connection.ServerTrust} decides whom we talk to: a chain to a pinned
 * root, for this host, judged by {@link dev.rollcall.agent.connection.TimeFloor} and never by the
 * device's clock. Nothing here blocks, and nothing here has a thread of its own: thousands of
 * sessions share the event loops of one {@link dev.rollcall.agent.connection.Transport}.
 */
package dev.rollcall.agent.connection;
