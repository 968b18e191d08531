package dev.rollcall.server.export;

import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The last columns of the export {@code compliance}: for how long the system gets security updates,
 * what looks for malware, and the lock of the screen. What is not known is said to be so. Pure.
 */
final class Protection {

    static final List<String> COLUMNS =
            List.of(
                    "supported_until",
                    "malware_protection",
                    "malware_scanner",
                    "malware_signatures_of",
                    "screen_lock",
                    "screen_lock_after_seconds",
                    "screen_lock_enforced");

    private Protection() {}

    static List<Cell> of(Posture posture) {
        return List.of(
                posture.verdict(
                        OperatingSystemSection.KIND,
                        OperatingSystemSection.class,
                        s -> s.supportEnds().map(Protection::day)),
                malware(posture, m -> m.on().map(Protection::onOrOff)),
                malware(posture, m -> Optional.of(scanner(m))),
                malware(posture, m -> m.signaturesOf().map(Protection::day)),
                screenLock(posture, l -> Optional.of(onOrOff(l.enabled()))),
                screenLock(posture, Protection::after),
                screenLock(posture, l -> Optional.of(Cell.of(l.enforced() ? "yes" : "no"))));
    }

    private static Cell malware(Posture posture, Function<Malware, Optional<Cell>> says) {
        return security(posture, s -> s.malware().flatMap(says));
    }

    private static Cell screenLock(Posture posture, Function<ScreenLock, Optional<Cell>> says) {
        return security(posture, s -> s.screenLock().flatMap(says));
    }

    private static Cell security(Posture posture, Function<SecuritySection, Optional<Cell>> says) {
        return posture.verdict(SecuritySection.KIND, SecuritySection.class, says);
    }

    private static Cell scanner(Malware malware) {
        return Cell.of(malware.by().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Nothing where it never comes by itself. */
    private static Optional<Cell> after(ScreenLock lock) {
        return lock.enabled() ? lock.afterSeconds().map(Cell::of) : Optional.of(new Cell.Absent());
    }

    private static Cell onOrOff(boolean on) {
        return Cell.of(on ? "on" : "off");
    }

    private static Cell day(LocalDate day) {
        return Cell.of(day.toString());
    }
}
