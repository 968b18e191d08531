package dev.rollcall.common.policy;

import java.time.Duration;
import java.util.Objects;

/**
 * What an agent found of one setting.
 *
 * @param key of the setting
 * @param state how it holds
 * @param detail one line: what differed, or why it failed; never file contents
 * @param age since it was looked at
 */
public record SettingResult(String key, SettingState state, String detail, Duration age) {

    /**
     * Begins the key of a failure that belongs to no setting in force: what a former setting
     * replaced could not be given back. The path follows.
     */
    public static final String GIVEN_BACK = "given-back:";

    public SettingResult {
        if (key.length() > 5000) {
            throw new IllegalArgumentException("key is too long");
        }
        Objects.requireNonNull(state, "state");
        detail = Objects.requireNonNullElse(detail, "");
        detail = detail.length() <= 300 ? detail : detail.substring(0, 300);
        age = Objects.requireNonNullElse(age, Duration.ZERO);
    }
}
