package dev.rollcall.server.api;

import java.time.Instant;

/**
 * What the packages of a device have, as far as was imported; of today only.
 *
 * @param worst how grave the gravest is: critical, high, medium, low or none
 * @param worstFixable the gravest that an update removes
 * @param fixableGrave how many of high or critical severity an update removes
 * @param newest when the newest record about its system was modified
 * @param old whether that is more than 30 days ago
 */
public record VulnerableDevice(
        String system,
        String worst,
        String worstFixable,
        int fixableGrave,
        Instant newest,
        boolean old) {}
