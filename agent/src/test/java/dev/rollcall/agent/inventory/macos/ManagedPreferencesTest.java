package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys are those of Apple's documentation of the payloads ScreenSaver and SoftwareUpdate. */
class ManagedPreferencesTest {

    private static final String MANAGED = "/Library/Managed Preferences/";
    private static final String ON_DEVICE = "/Library/Preferences/com.apple.SoftwareUpdate.plist";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aProfileLocksTheScreenAfterTheIdleTimeAndTheDelay() {
        saver(
                "<key>askForPassword</key><true/><key>askForPasswordDelay</key><integer>5</integer>"
                        + "<key>idleTime</key><integer>600</integer>");

        assertThat(ManagedPreferences.screenLock(device.files()))
                .contains(new ScreenLock(true, Optional.of(605), true));
    }

    @Test
    void withoutAnIdleTimeWhoUsesTheDeviceSaysWhen() {
        saver("<key>askForPassword</key><integer>1</integer>");

        assertThat(ManagedPreferences.screenLock(device.files()))
                .contains(new ScreenLock(true, Optional.empty(), false));
    }

    @Test
    void itIsOffWhereNoPasswordIsAskedForOrItNeverComes() {
        saver("<key>askForPassword</key><false/><key>idleTime</key><integer>600</integer>");
        assertThat(ManagedPreferences.screenLock(device.files()))
                .contains(new ScreenLock(false, Optional.empty(), true));

        saver("<key>askForPassword</key><true/><key>idleTime</key><integer>0</integer>");
        assertThat(ManagedPreferences.screenLock(device.files()))
                .contains(new ScreenLock(false, Optional.empty(), true));
    }

    @Test
    void withoutAWordOfPasswordsNothingIsKnown() {
        assertThat(ManagedPreferences.screenLock(device.files())).isEmpty();
        saver("<key>idleTime</key><integer>600</integer>");
        assertThat(ManagedPreferences.screenLock(device.files())).isEmpty();
        device.file(MANAGED + "com.apple.screensaver.plist", "noise");
        assertThat(ManagedPreferences.screenLock(device.files())).isEmpty();
    }

    @Test
    void updatesAreAutomaticAsTheDeviceIsSet() {
        assertThat(ManagedPreferences.automaticUpdates(device.files())).isEmpty();
        device.file(ON_DEVICE, list("<key>AutomaticallyInstallMacOSUpdates</key><true/>"));
        assertThat(ManagedPreferences.automaticUpdates(device.files())).contains(true);
        device.file(
                ON_DEVICE,
                list(
                        "<key>AutomaticallyInstallMacOSUpdates</key><true/>"
                                + "<key>AutomaticCheckEnabled</key><false/>"));
        assertThat(ManagedPreferences.automaticUpdates(device.files())).contains(false);
    }

    @Test
    void aProfilesWordOnUpdatesCountsMore() {
        device.file(ON_DEVICE, list("<key>AutomaticallyInstallMacOSUpdates</key><true/>"))
                .file(
                        MANAGED + "com.apple.SoftwareUpdate.plist",
                        list("<key>AutomaticallyInstallMacOSUpdates</key><false/>"));

        assertThat(ManagedPreferences.automaticUpdates(device.files())).contains(false);
    }

    @Test
    void whatIsSetForPeopleIsFoundToo() {
        device.file(MANAGED + "com.google.Chrome.plist", list("<key>a</key><string>x</string>"))
                .file(MANAGED + "kim/com.google.Chrome.plist", list("<key>b</key><true/>"))
                .file(MANAGED + "kim/com.apple.dock.plist", list("<key>c</key><true/>"));

        assertThat(ManagedPreferences.ofAll(device.files(), "com.google.Chrome"))
                .hasSize(2)
                .anyMatch(policy -> policy.has("a"))
                .anyMatch(policy -> policy.has("b"));
    }

    private void saver(String keys) {
        device.file(MANAGED + "com.apple.screensaver.plist", list(keys));
    }

    private static String list(String keys) {
        return "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>" + keys + "</dict></plist>";
    }
}
