package dev.rollcall.agent.inventory;

import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A desktop whose screen lock is in dconf, and under which keys. Pure.
 *
 * @param on keys that lock the screen unless they are false
 * @param idle how long until the screen goes dark; never where it is 0
 * @param delay from then until it is locked
 * @param off a key that forbids to lock where it is true
 * @param secondsPerUnit of both numbers
 */
record DconfDesktop(List<String> on, String idle, String delay, String off, int secondsPerUnit) {

    static final List<DconfDesktop> ALL =
            List.of(
                    new DconfDesktop(
                            List.of("/org/gnome/desktop/screensaver/lock-enabled"),
                            "/org/gnome/desktop/session/idle-delay",
                            "/org/gnome/desktop/screensaver/lock-delay",
                            "/org/gnome/desktop/lockdown/disable-lock-screen",
                            1),
                    new DconfDesktop(
                            List.of("/org/cinnamon/desktop/screensaver/lock-enabled"),
                            "/org/cinnamon/desktop/session/idle-delay",
                            "/org/cinnamon/desktop/screensaver/lock-delay",
                            "/org/cinnamon/desktop/lockdown/disable-lock-screen",
                            1),
                    new DconfDesktop(
                            List.of(
                                    "/org/mate/screensaver/lock-enabled",
                                    "/org/mate/screensaver/idle-activation-enabled"),
                            "/org/mate/desktop/session/idle-delay",
                            "/org/mate/screensaver/lock-delay",
                            "/org/mate/desktop/lockdown/disable-lock-screen",
                            60));

    /** Of light-locker: seconds from when the screen goes dark; 0 for never. */
    static final String LIGHT_LOCKER = "/apps/light-locker/lock-after-screensaver";

    /** Every key that can keep the screen open. */
    private Stream<String> own() {
        return Stream.concat(on.stream(), Stream.of(idle, delay, off));
    }

    static Set<String> keys() {
        return Stream.concat(ALL.stream().flatMap(DconfDesktop::own), Stream.of(LIGHT_LOCKER))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What is not set is as these desktops have it by themselves: locked at once after it went
     * dark. Empty where no key of it is set. It is enforced where every key is locked, set or not:
     * with any of them a pupil could keep the screen open.
     */
    Optional<ScreenLock> lock(DconfPolicy policy) {
        if (own().noneMatch(policy.values()::containsKey)) {
            return Optional.empty();
        }
        var dark = policy.number(idle);
        boolean enabled =
                on.stream().noneMatch(key -> policy.says(key, "false"))
                        && !policy.says(off, "true")
                        && !dark.equals(Optional.of(0));
        var after =
                dark.map(units -> (units + policy.number(delay).orElse(0)) * secondsPerUnit)
                        .filter(_ -> enabled);
        return Optional.of(
                new ScreenLock(enabled, after, own().allMatch(policy.locked()::contains)));
    }

    /** When the screen goes dark is the X server's affair, and not known. */
    static Optional<ScreenLock> lightLocker(DconfPolicy policy) {
        return policy.number(LIGHT_LOCKER)
                .map(seconds ->
                        new ScreenLock(
                                seconds > 0,
                                Optional.empty(),
                                policy.locked().contains(LIGHT_LOCKER)));
    }
}
