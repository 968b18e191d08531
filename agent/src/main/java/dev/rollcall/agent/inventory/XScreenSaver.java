package dev.rollcall.agent.inventory;

import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.util.HashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The resources of xscreensaver(1) for everybody. Whoever uses the device can change each of them.
 * Pure.
 */
final class XScreenSaver {

    static final String FILE = "/etc/X11/app-defaults/XScreenSaver";

    private static final Pattern RESOURCE =
            Pattern.compile("(?:XScreenSaver)?[*.](mode|lock|timeout|lockTimeout):\\s*(\\S.*)");
    private static final Pattern TIME =
            Pattern.compile("(?:(?:(\\d{1,3}):)?(\\d{1,4}):)?(\\d{1,5})");
    private static final int MINUTE = 60;

    private XScreenSaver() {}

    /** Empty where it does not say whether it locks. */
    static Optional<ScreenLock> parse(String text) {
        var values = new HashMap<String, String>();
        for (var line : text.lines().toList()) {
            var matcher = RESOURCE.matcher(line.strip());
            if (matcher.matches()) {
                values.put(matcher.group(1), matcher.group(2).strip());
            }
        }
        if (!values.containsKey("lock")) {
            return Optional.empty();
        }
        boolean enabled =
                values.getOrDefault("lock", "").matches("(?i)true|on|yes")
                        && !values.getOrDefault("mode", "").equals("off");
        var after =
                seconds(values.getOrDefault("timeout", ""))
                        .map(dark ->
                                dark + seconds(values.getOrDefault("lockTimeout", "")).orElse(0));
        return Optional.of(new ScreenLock(enabled, after.filter(_ -> enabled), false));
    }

    /** As hours, minutes and seconds; a number alone is of minutes. */
    private static Optional<Integer> seconds(String text) {
        var time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        int last = Integer.parseInt(time.group(3));
        return Optional.of(
                time.group(2) == null
                        ? last * MINUTE
                        : part(time.group(1)) * MINUTE * MINUTE
                                + part(time.group(2)) * MINUTE
                                + last);
    }

    private static int part(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
