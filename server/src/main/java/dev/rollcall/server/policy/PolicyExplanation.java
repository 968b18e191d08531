package dev.rollcall.server.policy;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What is in force on a device, where each setting comes from, what it overrode and how it holds.
 *
 * @param units slugs from the root to the device's unit
 * @param leftBehind by former settings, by path
 */
public record PolicyExplanation(
        List<String> units, Digest policyHash, List<Line> settings, List<LeftBehind> leftBehind) {

    /** A file of a former setting that the device could not give back, and tries again. */
    public record LeftBehind(String path, String reason, Instant checkedAt, Instant since) {}

    /** Where a setting comes from. @param unit slug */
    public record Origin(String policy, int version, String unit) {}

    /**
     * One setting.
     *
     * @param overrode the nearest first
     * @param state as last reported of exactly these settings; absent when nothing is known
     * @param since when the state was first reported
     */
    public record Line(
            String key,
            JsonNode setting,
            Origin from,
            List<Origin> overrode,
            Optional<SettingState> state,
            Optional<String> detail,
            Optional<Instant> checkedAt,
            Optional<Instant> since) {

        public Line {
            overrode = List.copyOf(overrode);
        }
    }

    public PolicyExplanation {
        units = List.copyOf(units);
        settings = List.copyOf(settings);
        leftBehind = List.copyOf(leftBehind);
    }
}
