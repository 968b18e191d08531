package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What files for everybody say of the screen lock: of GNOME, Cinnamon, MATE and light-locker in
 * dconf, of KDE Plasma in its own, and where none of these says anything, of xscreensaver. What
 * people set for themselves is not looked at.
 */
final class ScreenLocks {

    private static final int MAX_FILE = 256 * 1024;

    private ScreenLocks() {}

    /** Empty where none says anything of it, or one cannot be read. */
    static Optional<ScreenLock> read(DeviceFiles files) {
        try {
            var policy = DconfPolicy.read(files, DconfDesktop.keys());
            var locks = new ArrayList<ScreenLock>();
            DconfDesktop.ALL.forEach(desktop -> desktop.lock(policy).ifPresent(locks::add));
            DconfDesktop.lightLocker(policy).ifPresent(locks::add);
            files.head(KdeScreenLock.FILE, MAX_FILE)
                    .flatMap(KdeScreenLock::parse)
                    .ifPresent(locks::add);
            return locks.isEmpty()
                    ? files.head(XScreenSaver.FILE, MAX_FILE).flatMap(XScreenSaver::parse)
                    : Optional.of(weakest(locks));
        } catch (IOException e) {
            return Optional.empty(); // not to be read, or without end
        }
    }

    /** Whoever signs in chooses the desktop. */
    static ScreenLock weakest(List<ScreenLock> locks) {
        boolean enabled = locks.stream().allMatch(ScreenLock::enabled);
        boolean known = locks.stream().allMatch(lock -> lock.afterSeconds().isPresent());
        var longest = locks.stream().flatMap(l -> l.afterSeconds().stream()).max(Integer::compare);
        return new ScreenLock(
                enabled,
                longest.filter(_ -> enabled && known),
                locks.stream().allMatch(ScreenLock::enforced));
    }
}
