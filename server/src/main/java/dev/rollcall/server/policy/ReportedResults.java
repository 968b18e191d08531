package dev.rollcall.server.policy;

import dev.rollcall.common.policy.Setting.Unsupported;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a device says of a document, and what of it is believed. Pure.
 *
 * @param keys of the document's settings, in its order
 */
record ReportedResults(List<String> keys, List<SettingResult> results) {

    private static final int MOST_LEFT_BEHIND = 200;

    ReportedResults {
        keys = List.copyOf(keys);
        results = List.copyOf(results);
    }

    /**
     * By the key of the setting. Believed is what is about a setting of the document: an agent that
     * does not understand one names it by its position. And that something could not be given back.
     */
    Map<String, SettingResult> believed() {
        var known = new HashSet<>(keys);
        var believed = new HashMap<String, SettingResult>();
        int left = 0;
        for (var result : results) {
            var key = key(result);
            if (known.contains(key) || (isLeftBehind(result) && left++ < MOST_LEFT_BEHIND)) {
                believed.put(key, result);
            }
        }
        return believed;
    }

    private String key(SettingResult result) {
        return result.state() == SettingState.UNSUPPORTED
                ? Unsupported.position(result.key())
                        .filter(position -> position < keys.size())
                        .map(keys::get)
                        .orElse(result.key())
                : result.key();
    }

    private static boolean isLeftBehind(SettingResult result) {
        return result.state() == SettingState.FAILED
                && result.key().startsWith(SettingResult.GIVEN_BACK);
    }
}
