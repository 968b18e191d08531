package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.browsers.BrowsersCollector;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.platform.Registry;
import dev.rollcall.agent.platform.Registry.Key;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.BrowsersSection.Browser;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.inventory.BrowsersSection.Extension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Profiles as browsers have them on Windows, planted; the registry follows the documentation of the
 * list of profiles and of the browsers' policies.
 */
@EnabledOnOs(OS.LINUX)
class WindowsPlacesTest {

    private static final String BLOCKER = "ddkjiahejlhfcafbddmgiahcphecmpfh";
    private static final String OTHER = "abcdefghijklmnopabcdefghijklmnop";
    private static final String THIRD = "ponmlkjihgfedcbaponmlkjihgfedcba";
    private static final String ADA = "S-1-5-21-1004336348-1177238915-682003330-1001";
    private static final String BOB = "S-1-12-1-1234567890-1234567890-1234567890-1234567890";

    @TempDir Path disk;
    private final Map<String, List<Key>> registry = new HashMap<>();

    @BeforeEach
    void plant() {
        registry.put(
                WindowsPlaces.PROFILES,
                List.of(
                        profile(ADA, "%SystemDrive%/Users/ada"),
                        profile(BOB, disk + "/Users/bob"),
                        profile("S-1-5-18", "%systemroot%/system32/config/systemprofile"),
                        profile("S-1-5-21-1-2-3-1002", "\\\\server\\profiles\\eve"),
                        profile("S-1-5-21-1-2-3-1003", "%SystemDrive%/Users/../secret"),
                        profile("S-1-5-21-1-2-3-1004", "%UNKNOWN%/Users/x"),
                        new Key("S-1-5-21-1-2-3-1005", Map.of())));
    }

    private static Key profile(String sid, String path) {
        return new Key(sid, Map.of("ProfileImagePath", path));
    }

    @Test
    void homesAreThoseOfPeopleOnThisDevice() throws IOException {
        assertThat(places().homes())
                .containsExactly(disk.resolve("Users/ada"), disk.resolve("Users/bob"));
    }

    @Test
    void withoutTheListOfProfilesThereIsNoSection() {
        registry.clear();

        assertThatThrownBy(() -> new BrowsersCollector(places()).collect())
                .isInstanceOf(IOException.class)
                .hasMessage("the registry lists no profiles");
    }

    @Test
    void extensionsOfAllBrowsersAreCountedOverProfilesAndAccounts() throws Exception {
        extension("ada/AppData/Local/Microsoft/Edge/User Data/Default", BLOCKER, "1.9");
        extension("bob/AppData/Local/Microsoft/Edge/User Data/Profile 1", BLOCKER, "1.9");
        extension("ada/AppData/Local/Google/Chrome/User Data/Default", OTHER, "3");
        extension("ada/AppData/Local/BraveSoftware/Brave-Browser/User Data/Default", OTHER, "3");
        extension("eve/AppData/Local/Google/Chrome/User Data/Default", THIRD, "1");
        file(
                "Users/bob/AppData/Roaming/Mozilla/Firefox/Profiles/x.default-release/extensions.json",
                "{\"addons\":[{\"id\":\"uBlock0@raymondhill.net\",\"version\":\"1.61.2\","
                        + "\"type\":\"extension\",\"location\":\"app-profile\","
                        + "\"defaultLocale\":{\"name\":\"uBlock Origin\"}}]}");
        registry.put(
                "SOFTWARE\\Policies\\Microsoft\\Edge",
                List.of(
                        new Key(
                                "ExtensionInstallForcelist",
                                Map.of("1", BLOCKER + ";https://edge.microsoft.com/update"))));

        assertThat(collect().browsers())
                .containsExactly(
                        browser(
                                BrowserKind.FIREFOX,
                                new Extension(
                                        "uBlock0@raymondhill.net",
                                        Optional.of("uBlock Origin"),
                                        Optional.of("1.61.2"),
                                        1,
                                        false)),
                        browser(BrowserKind.CHROME, named(OTHER, "3", 1, false)),
                        browser(BrowserKind.EDGE, named(BLOCKER, "1.9", 2, true)),
                        browser(BrowserKind.BRAVE, named(OTHER, "3", 1, false)));
    }

    private static Browser browser(BrowserKind kind, Extension extension) {
        return new Browser(kind, List.of(extension), Optional.empty());
    }

    private static Extension named(String id, String version, int profiles, boolean forced) {
        return new Extension(
                id, Optional.of("An extension"), Optional.of(version), profiles, forced);
    }

    /** As a junction is planted by a pupil, with what an ordinary link is here. */
    @Test
    void noLinkOfAPupilIsFollowed() throws Exception {
        extension("eve/AppData/Local/Google/Chrome/User Data/Default", THIRD, "1");
        Files.createDirectories(disk.resolve("Users/ada/AppData/Local"));
        Files.createSymbolicLink(
                disk.resolve("Users/ada/AppData/Local/Google"),
                disk.resolve("Users/eve/AppData/Local/Google"));
        Files.createSymbolicLink(disk.resolve("Users/bob"), disk.resolve("Users/eve"));

        assertThat(collect()).isEqualTo(new BrowsersSection(List.of(), Optional.empty()));
    }

    @Test
    void policiesAreReadInEveryFormThatTheRegistryHasThemIn() throws IOException {
        registry.put(
                "SOFTWARE\\Policies\\Google\\Chrome",
                List.of(
                        new Key("extensioninstallforcelist", Map.of("1", BLOCKER)),
                        new Key("ExtensionInstallBlocklist", Map.of("1", "*"))));
        registry.put(
                "SOFTWARE\\Policies\\Google\\Chrome\\ExtensionSettings",
                List.of(
                        new Key(OTHER, Map.of("installation_mode", "force_installed")),
                        new Key("*", Map.of("installation_mode", "blocked"))));
        registry.put(
                "SOFTWARE\\Policies\\Google",
                List.of(
                        new Key(
                                "Chrome",
                                Map.of(
                                        "ExtensionSettings",
                                        "{\"%s\":{\"installation_mode\":\"normal_installed\"}}"
                                                .formatted(THIRD))),
                        new Key("Update", Map.of("ExtensionSettings", "{}"))));
        registry.put(
                "SOFTWARE\\Policies\\Mozilla",
                List.of(
                        new Key(
                                "Firefox",
                                Map.of(
                                        "ExtensionSettings",
                                        "{\n\"a@b\":{\n\"installation_mode\":\"force_installed\"}}"))));
        registry.put(
                "SOFTWARE\\Policies\\Mozilla\\Firefox\\Extensions",
                List.of(
                        new Key("Locked", Map.of("1", "c@d")),
                        new Key("Uninstall", Map.of("1", "e@f"))));
        file(
                "Programs/Mozilla Firefox/distribution/policies.json",
                "{\"policies\":{\"Extensions\":{\"Locked\":[\"g@h\"]}}}");

        assertThat(places().forced(BrowserKind.CHROME))
                .containsExactlyInAnyOrder(BLOCKER, OTHER, THIRD);
        assertThat(places().forced(BrowserKind.FIREFOX))
                .containsExactlyInAnyOrder("a@b", "c@d", "g@h");
        assertThat(places().forced(BrowserKind.BRAVE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{\"a\":7}", "\u0000"})
    void whatABrowserDoesNotUnderstandForcesNothing(String policy) throws IOException {
        registry.put(
                "SOFTWARE\\Policies\\Google",
                List.of(new Key("Chrome", Map.of("ExtensionSettings", policy))));
        file("Programs/Mozilla Firefox/distribution/policies.json", policy);

        assertThat(places().forced(BrowserKind.CHROME)).isEmpty();
        assertThat(places().forced(BrowserKind.FIREFOX)).isEmpty();
    }

    private WindowsPlaces places() {
        var environment =
                Map.of("SystemDrive", disk.toString(), "ProgramFiles", disk + "/Programs");
        Registry read =
                (path, view, wanted) ->
                        Optional.ofNullable(registry.get(path))
                                .map(keys ->
                                        keys.stream()
                                                .map(key ->
                                                        new Key(
                                                                key.name(),
                                                                only(key.values(), wanted)))
                                                .toList());
        return new WindowsPlaces(read, name -> Optional.ofNullable(environment.get(name)));
    }

    private static Map<String, String> only(Map<String, String> values, List<String> wanted) {
        var kept = new HashMap<>(values);
        kept.keySet().retainAll(wanted);
        return kept;
    }

    private BrowsersSection collect() throws IOException, InterruptedException {
        var collected = new BrowsersCollector(places()).collect();
        return (BrowsersSection) ((Collected.Facts) collected).section();
    }

    private void extension(String profile, String id, String version) throws IOException {
        file(
                "Users/" + profile + "/Extensions/" + id + "/" + version + "_0/manifest.json",
                "{\"name\":\"An extension\",\"version\":\"%s\"}".formatted(version));
    }

    private void file(String path, String text) throws IOException {
        var file = disk.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
