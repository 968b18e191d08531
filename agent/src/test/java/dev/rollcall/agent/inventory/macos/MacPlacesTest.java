package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.browsers.BrowsersCollector;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.BrowsersSection.Browser;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.inventory.BrowsersSection.Extension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profiles are of the form that browsers write; where they lie, their makers document. */
class MacPlacesTest {

    private static final String BLOCKER = "ddkjiahejlhfcafbddmgiahcphecmpfh";
    private static final String OTHER = "abcdefghijklmnopabcdefghijklmnop";
    private static final String SUPPORT = "/Library/Application Support/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aMacOnWhichNobodyBrowsedHasNoBrowsers() throws IOException, InterruptedException {
        assertThat(collect()).isEqualTo(new BrowsersSection(List.of(), Optional.empty()));
    }

    @Test
    void extensionsAreCountedOverProfilesAndPeople() throws IOException, InterruptedException {
        extension("/Users/kim" + SUPPORT + "Google/Chrome/Default", BLOCKER);
        extension("/Users/kim" + SUPPORT + "Google/Chrome/Profile 1", BLOCKER);
        extension("/Users/pat" + SUPPORT + "Google/Chrome/Default", BLOCKER);
        extension("/Users/pat" + SUPPORT + "Microsoft Edge/Default", OTHER);
        extension("/Users/pat" + SUPPORT + "BraveSoftware/Brave-Browser/Default", OTHER);
        extension("/Users/Shared" + SUPPORT + "Chromium/Default", OTHER);
        device.file(
                "/Library/Managed Preferences/com.google.Chrome.plist",
                "<plist version=\"1.0\"><dict><key>ExtensionInstallForcelist</key><array><string>"
                        + BLOCKER
                        + ";https://clients2.google.com/service/update2/crx</string></array></dict></plist>");

        assertThat(collect().browsers())
                .containsExactly(
                        browser(BrowserKind.CHROME, BLOCKER, 3, true),
                        browser(BrowserKind.EDGE, OTHER, 1, false),
                        browser(BrowserKind.BRAVE, OTHER, 1, false));
    }

    @Test
    void firefoxIsReadAndWhatItsPolicyInstalls() throws IOException, InterruptedException {
        var profile = "/Users/kim" + SUPPORT + "Firefox/Profiles/k3j.default-release/";
        device.file(
                        profile + "extensions.json",
                        "{\"addons\":[{\"id\":\"a@example\",\"type\":\"extension\",\"location\":\"app-profile\",\"version\":\"2\","
                                + "\"defaultLocale\":{\"name\":\"A\"}},{\"id\":\"b@example\",\"type\":\"extension\","
                                + "\"location\":\"app-profile\",\"version\":\"3\",\"defaultLocale\":{\"name\":\"B\"}}]}")
                .file(
                        "/Applications/Firefox.app/Contents/Resources/distribution/policies.json",
                        "{\"policies\":{\"ExtensionSettings\":{\"a@example\":{\"installation_mode\":\"force_installed\"}}}}")
                .file(
                        "/Library/Managed Preferences/kim/org.mozilla.firefox.plist",
                        "<plist version=\"1.0\"><dict><key>ExtensionSettings</key><dict><key>b@example</key><dict>"
                                + "<key>installation_mode</key><string>force_installed</string></dict></dict></dict></plist>");

        assertThat(collect().browsers().getFirst().extensions())
                .containsExactly(
                        new Extension("a@example", Optional.of("A"), Optional.of("2"), 1, true),
                        new Extension("b@example", Optional.of("B"), Optional.of("3"), 1, true));
    }

    @Test
    void aHomeThatIsALinkIsNotRead() throws IOException, InterruptedException {
        extension("/elsewhere" + SUPPORT + "Chromium/Default", OTHER);
        device.folder("/Users")
                .link("/Users/eve", folder.resolve("elsewhere").toString())
                .link("/Users/kim/Library", folder.resolve("elsewhere/Library").toString());

        assertThat(collect().browsers()).isEmpty();
    }

    private BrowsersSection collect() throws IOException, InterruptedException {
        var files = device.files();
        var collected = new BrowsersCollector(new MacPlaces(files)).collect();
        return (BrowsersSection) ((Collected.Facts) collected).section();
    }

    private void extension(String profile, String id) {
        device.file(
                profile + "/Extensions/" + id + "/1.0_0/manifest.json",
                "{\"name\":\"Named\",\"version\":\"1.0\"}");
    }

    private static Browser browser(BrowserKind kind, String id, int profiles, boolean forced) {
        return new Browser(
                kind,
                List.of(
                        new Extension(
                                id, Optional.of("Named"), Optional.of("1.0"), profiles, forced)),
                Optional.empty());
    }
}
