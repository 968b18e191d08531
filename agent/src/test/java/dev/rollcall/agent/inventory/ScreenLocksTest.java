package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.nio.file.Path;
import java.util.Optional;
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

    private Optional<ScreenLock> read() {
        return ScreenLocks.read(device.files());
    }
}
