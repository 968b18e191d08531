package dev.rollcall.server.device;

import java.net.InetAddress;
import java.time.Instant;

/**
 * What is known of one live connection of a device.
 *
 * @param number of the session, unique while the server runs
 * @param since when its TLS handshake was done
 * @param address that it comes from
 */
public record SessionFacts(long number, Instant since, InetAddress address) {}
