package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenLocksTest {

    private static final String PROFILE = "/etc/dconf/profile/user";
    private static final String LOCAL = "/etc/dconf/db/local.d/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aPolicyThatIsEnforcedIsRead() {
        device.file(PROFILE, "user-db:user\nsystem-db:local\n")
                .file(
                        LOCAL + "00-screensaver",
                        """
                        # school
                        [org/gnome/desktop/session]
                        idle-delay=uint32 300
                        [org/gnome/desktop/screensaver]
                        lock-enabled=true
                        lock-delay = uint32 10
                        """)
                .file(
                        LOCAL + "locks/screensaver",
                        """
                        /org/gnome/desktop/session/idle-delay
                        /org/gnome/desktop/screensaver/lock-enabled
                        /org/gnome/desktop/screensaver/lock-delay
                        /org/gnome/desktop/lockdown/disable-lock-screen
                        """);

        assertThat(read()).contains(new ScreenLock(true, Optional.of(310), true));
    }

    @Test
    void aPolicyThatPeopleCanChangeIsNotEnforced() {
        device.file(PROFILE, "user-db:user\nsystem-db:local\n")
                .file(LOCAL + "1", "[org/gnome/desktop/session]\nidle-delay=uint32 600\n");

        assertThat(read()).contains(new ScreenLock(true, Optional.of(600), false));
    }

    @Test
    void aScreenThatNeverGoesDarkIsNeverLocked() {
        device.file(PROFILE, "user-db:user\nsystem-db:local\n")
                .file(LOCAL + "1", "[org/gnome/desktop/session]\nidle-delay=uint32 0\n");

        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));
    }

    @Test
    void theFirstDatabaseOfTheProfileCountsMost() {
        device.file(PROFILE, "user-db:user\nsystem-db:school\nsystem-db:site\n")
                .file(
                        "/etc/dconf/db/site.d/1",
                        "[org/gnome/desktop/screensaver]\nlock-enabled=false\n")
                .file(
                        "/etc/dconf/db/school.d/1",
                        "[org/gnome/desktop/screensaver]\nlock-enabled=true\n");

        assertThat(read()).contains(new ScreenLock(true, Optional.empty(), false));
    }

    @Test
    void whatIsInNoProfileOrMakesNoSenseSaysNothing() {
        device.file(LOCAL + "1", "[org/gnome/desktop/screensaver]\nlock-enabled=true\n");
        assertThat(read()).isEmpty();

        device.file(PROFILE, "system-db:../../../home/eve\nsystem-db:local\n\u0000\u0001")
                .file(LOCAL + "1", "\u0000".repeat(300_000) + "[[[=\n=x\n")
                .link(LOCAL + "2", "/nowhere");
        assertThat(read()).isEmpty();

        device.file(LOCAL + "3", "[org/gnome/desktop/session]\nidle-delay=uint32 99999999999\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.empty(), false));
    }

    @Test
    void otherDesktopsInDconfAreReadInTheirUnits() {
        device.file(PROFILE, "user-db:user\nsystem-db:local\n")
                .file(
                        LOCAL + "1",
                        """
                        [org/mate/desktop/session]
                        idle-delay=5
                        [org/mate/screensaver]
                        lock-delay=1
                        """)
                .file(LOCAL + "locks/1", "/org/mate/desktop/session/idle-delay\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(360), false));

        device.file(
                LOCAL + "1",
                """
                [org/mate/screensaver]
                idle-activation-enabled=false
                """);
        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));

        device.file(
                        LOCAL + "1",
                        """
                        [org/cinnamon/desktop/session]
                        idle-delay=uint32 600
                        """)
                .file(LOCAL + "locks/1", "/org/cinnamon/desktop/session/idle-delay\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(600), false));

        device.file(LOCAL + "1", "[apps/light-locker]\nlock-after-screensaver=uint32 0\n");
        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));

        device.file(LOCAL + "1", "[apps/light-locker]\nlock-after-screensaver=uint32 5\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.empty(), false));
    }

    @Test
    void aLockIsEnforcedWhereNoKeyThatOpensItIsFreeSetOrNot() {
        device.file(PROFILE, "user-db:user\nsystem-db:local\n")
                .file(LOCAL + "1", "[org/gnome/desktop/session]\nidle-delay=uint32 300\n");
        var keys =
                List.of(
                        "/org/gnome/desktop/session/idle-delay",
                        "/org/gnome/desktop/screensaver/lock-enabled",
                        "/org/gnome/desktop/screensaver/lock-delay",
                        "/org/gnome/desktop/lockdown/disable-lock-screen");
        for (var free : keys) {
            device.file(
                    LOCAL + "locks/1",
                    keys.stream()
                            .filter(key -> !key.equals(free))
                            .collect(Collectors.joining("\n")));
            assertThat(read()).as(free).contains(new ScreenLock(true, Optional.of(300), false));
        }

        device.file(LOCAL + "locks/1", String.join("\n", keys));
        assertThat(read()).contains(new ScreenLock(true, Optional.of(300), true));
    }

    @Test
    void kdeLocksAfterMinutesAndItsGrace() {
        kde("[Daemon]\nAutolock=true\nTimeout=10\nLockGrace=0\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(600), false));

        kde("[Daemon]\nTimeout=3\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(185), false));

        kde("[Daemon]\nAutolock=false\nTimeout=3\n");
        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));

        kde("[Daemon]\nTimeout=0\n");
        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));

        kde("[Greeter]\nTimeout=3\n[Daemon][x]\nTimeout=4\n");
        assertThat(read()).isEmpty();
    }

    @Test
    void kdeIsEnforcedWhereNothingThatOpensItCanBeChanged() {
        kde("[Daemon][$i]\nTimeout=10\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(605), true));

        kde("[$i]\n[Daemon]\nTimeout=10\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(605), true));

        kde("[Daemon]\nAutolock[$i]=true\nTimeout[$ie]=10\nLockGrace[$i]=5\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(605), true));

        kde("[Daemon]\nAutolock=true\nTimeout[$i]=10\nLockGrace[$i]=5\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(605), false));

        kde("[Daemon]\nTimeout[$e]=99999999999\n\u0000[[[=\n".repeat(10));
        assertThat(read()).contains(new ScreenLock(true, Optional.of(305), false));
    }

    @Test
    void ofTwoDesktopsTheOneThatLocksLessCounts() {
        device.file(PROFILE, "user-db:user\nsystem-db:local\n")
                .file(LOCAL + "1", "[org/gnome/desktop/session]\nidle-delay=uint32 300\n")
                .file(LOCAL + "locks/1", "/org/gnome/desktop/session/idle-delay\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(300), false));

        kde("[Daemon]\nTimeout=10\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(605), false));

        kde("[Daemon][$i]\nAutolock=false\n");
        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));
    }

    @Test
    void xscreensaverCountsWhereNothingElseDoes() {
        device.file(
                "/etc/X11/app-defaults/XScreenSaver",
                """
                ! of its package
                *mode:\t\t\trandom
                *timeout:\t\t0:10:00
                *lock:\t\t\tTrue
                *lockTimeout:\t\t0:00:30
                """);
        assertThat(read()).contains(new ScreenLock(true, Optional.of(630), false));

        device.file("/etc/X11/app-defaults/XScreenSaver", "*timeout: 5\n*lock: False\n");
        assertThat(read()).contains(new ScreenLock(false, Optional.empty(), false));

        kde("[Daemon]\nTimeout=10\n");
        assertThat(read()).contains(new ScreenLock(true, Optional.of(605), false));
    }

    private void kde(String text) {
        device.file("/etc/xdg/kscreenlockerrc", text);
    }

    private Optional<ScreenLock> read() {
        return ScreenLocks.read(device.files());
    }
}
