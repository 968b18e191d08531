package dev.rollcall.server.api;

import java.time.Instant;

/**
 * What the packages of a device have, as far as was imported; of today only.
 *
 * @param worst how grave the gravest is: critical, high, medium, low, none or unknown
 * @param worstFixable the gravest that an update removes
 * @param fixableGrave how many of high or critical severity an update removes
 * @param incomplete a part of its packages could not be read: there may be more than was found
 * @param newest when the newest record about its system was modified
 * @param old whether that is more than 30 days ago
 * @param collectedAt when its packages were
 * @param stale whether that is so long ago that it says nothing of today
 */
public record VulnerableDevice(
        String system,
        String worst,
        String worstFixable,
        int fixableGrave,
        boolean incomplete,
        Instant newest,
        boolean old,
        Instant collectedAt,
        boolean stale) {}
