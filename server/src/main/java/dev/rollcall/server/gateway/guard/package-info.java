/**
 * What a connection must do to stay: finish its handshake, say something, keep talking, read what
 * it is sent; and how many may come at once.
 *
 * <p>A handler per limit. Those that guard a phase remove themselves when it is over.
 */
package dev.rollcall.server.gateway.guard;
