package dev.rollcall.agent.inventory.browsers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.BrowsersSection.Browser;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.inventory.BrowsersSection.Extension;
import dev.rollcall.common.json.CanonicalJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrowsersCollectorTest {

    private static final String BLOCKER = "ddkjiahejlhfcafbddmgiahcphecmpfh";
    private static final String OTHER = "abcdefghijklmnopabcdefghijklmnop";
    private static final String CHROMIUM = "/.config/chromium/";
    private static final String FIREFOX = "/.mozilla/firefox/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aDeviceOnWhichNobodyBrowsedHasNoBrowsers() throws IOException, InterruptedException {
        assertThat(collect()).isEqualTo(new BrowsersSection(List.of(), Optional.empty()));
    }

    @Test
    void extensionsOfChromiumAreCountedOverProfilesAndAccounts()
            throws IOException, InterruptedException {
        extension("/home/ada" + CHROMIUM + "Default", BLOCKER, "1.9.0_0", named("uBlock", "1.9.0"));
        extension(
                "/home/ada" + CHROMIUM + "Default", BLOCKER, "1.10.0_0", named("uBlock", "1.10.0"));
        extension(
                "/home/ada" + CHROMIUM + "Profile 1",
                BLOCKER,
                "1.10.0_0",
                named("uBlock", "1.10.0"));
        extension("/home/bob" + CHROMIUM + "Default", OTHER, "3_0", named("Other", "3"));
        extension(
                "/home/bob/snap/chromium/common/chromium/Default",
                BLOCKER,
                "1.9.0_0",
                named("uBlock", "1.9.0"));
        device.file(
                "/etc/chromium/policies/managed/district.json",
                "{\"ExtensionInstallForcelist\":[\"" + BLOCKER + ";https://x/update\",7]}");

        assertThat(only(BrowserKind.CHROMIUM).extensions())
                .containsExactly(
                        new Extension(OTHER, Optional.of("Other"), Optional.of("3"), 1, false),
                        new Extension(
                                BLOCKER, Optional.of("uBlock"), Optional.of("1.10.0"), 2, true),
                        new Extension(
                                BLOCKER, Optional.of("uBlock"), Optional.of("1.9.0"), 1, true));
    }

    @Test
    void aTranslatedNameIsLookedUp() throws IOException, InterruptedException {
        var profile = "/home/ada/.config/google-chrome/Default";
        extension(
                profile,
                OTHER,
                "2.0_0",
                "\ufeff// made by a build\n{\"name\":\"__MSG_appName__\",\"icons\":{\"name\":\"x\"},"
                        + "\"default_locale\":\"en_US\",\"version\":\"2.0\"}");
        device.file(
                profile + "/Extensions/" + OTHER + "/2.0_0/_locales/en_US/messages.json",
                "{\"other\":[1],\"APPNAME\":{\"description\":\"d\",\"message\":\"Read Aloud\"}}");

        assertThat(only(BrowserKind.CHROME).extensions())
                .containsExactly(
                        new Extension(
                                OTHER, Optional.of("Read Aloud"), Optional.of("2.0"), 1, false));
    }

    @Test
    void extensionsOfFirefoxAreThoseThatSomebodyAdded() throws IOException, InterruptedException {
        device.file("/home/ada" + FIREFOX + "k3j.default-release/extensions.json", FIREFOX_FILE)
                .file("/home/ada" + FIREFOX + "abc.school/extensions.json", FIREFOX_FILE)
                .file("/home/ada" + FIREFOX + "profiles.ini", "[Profile0]\nName=ada\n")
                .file(
                        "/etc/firefox/policies/policies.json",
                        "{\"policies\":{\"ExtensionSettings\":{\"uBlock0@raymondhill.net\":"
                                + "{\"installation_mode\":\"force_installed\"}}}}");

        assertThat(only(BrowserKind.FIREFOX).extensions())
                .containsExactly(
                        new Extension(
                                "uBlock0@raymondhill.net",
                                Optional.of("uBlock Origin"),
                                Optional.of("1.61.2"),
                                2,
                                true));
    }

    @Test
    void whoseItIsAndWhatWasBrowsedIsNowhereInTheBody() throws IOException, InterruptedException {
        device.file("/etc/passwd", "ada:x:1000:1000:Ada L:/home/ada:/bin/bash\n")
                .file("/home/ada" + FIREFOX + "ada-secret/extensions.json", FIREFOX_FILE)
                .file(
                        "/home/ada" + CHROMIUM + "Default/Preferences",
                        "{\"sites\":\"example.org\"}");
        extension("/home/ada" + CHROMIUM + "Default", BLOCKER, "1_0", named("uBlock", "1"));

        assertThat(CanonicalJson.text(collect()))
                .doesNotContain("ada")
                .doesNotContain("Default")
                .doesNotContain("example.org");
    }

    @Test
    void homesOfLocalAccountsAndOfADomainAreLookedInto() throws IOException, InterruptedException {
        device.file(
                "/etc/passwd",
                "root:x:0:0::/root:/bin/sh\nkiosk:x:1001:1001::/srv/kiosk:/bin/sh\n"
                        + "odd:x:1002:1002::/srv/../root:/bin/sh\nnobody:x:65534:65534::/:/x\n");
        extension("/root" + CHROMIUM + "Default", BLOCKER, "1_0", named("a", "1"));
        extension("/srv/kiosk" + CHROMIUM + "Default", BLOCKER, "2_0", named("a", "2"));
        extension("/home/SCHOOL/ada" + CHROMIUM + "Default", BLOCKER, "3_0", named("a", "3"));

        assertThat(only(BrowserKind.CHROMIUM).extensions())
                .extracting(extension -> extension.version().orElseThrow())
                .containsExactlyInAnyOrderElementsOf(
                        System.getProperty("user.name").equals("root")
                                ? List.of("2", "3")
                                : List.of("2"));
    }

    @Test
    void whatAPupilPlantsLeadsNowhereAndSpoilsNothingElse()
            throws IOException, InterruptedException, IOException {
        var evil = "/home/eve" + CHROMIUM + "Default";
        extension("/home/ada" + CHROMIUM + "Default", BLOCKER, "1_0", named("uBlock", "1"));
        device.file("/secret/manifest.json", named("secret", "9"))
                .file("/secret/9_0/manifest.json", named("secret", "9"));
        device.link(evil + "/Extensions/" + OTHER, "/secret");
        device.link(evil + "/Extensions/" + "a".repeat(32), folder + "/secret");
        device.link(evil + "/Extensions/" + "b".repeat(32) + "/9_0", folder + "/secret");
        device.link(
                evil + "/Extensions/" + "c".repeat(32) + "/9_0/manifest.json",
                folder + "/secret/manifest.json");
        device.link("/home/eve/.config/google-chrome", folder + "/home/ada/.config/chromium");
        device.link("/home/mallory", folder + "/home/ada");
        extension(evil, "d".repeat(32), "1_0", "{\"name\":\"" + "x".repeat(70_000) + "\"}");
        extension(evil, "e".repeat(32), "1_0", "{\"a\":".repeat(200));
        extension(evil, "f".repeat(32), "1_0", " ".repeat(600_000) + named("late", "1"));
        extension(evil, "g".repeat(32), "1_0", "[1,2]");
        extension(evil, "h".repeat(32), "1_0", named("N\\u0007a\\u202em\\ne", "1\\u001b"));
        device.file("/home/eve" + FIREFOX + "x/extensions.json", "\u0000\u0001garbage");
        fifo(evil + "/Extensions/" + "i".repeat(32) + "/1_0", "manifest.json");
        fifo("/home/eve" + FIREFOX + "y", "extensions.json");
        fifo("/home/eve/.var/app/org.mozilla.firefox", ".mozilla");

        var section = collect();

        assertThat(section.browsers())
                .containsExactly(
                        new Browser(
                                BrowserKind.CHROMIUM,
                                List.of(
                                        new Extension(
                                                BLOCKER,
                                                Optional.of("uBlock"),
                                                Optional.of("1"),
                                                1,
                                                false),
                                        new Extension(
                                                "h".repeat(32),
                                                Optional.of("Nam e"),
                                                Optional.of("1"),
                                                1,
                                                false)),
                                Optional.empty()));
        assertThat(section.unreadable()).contains(5);
    }

    @Test
    void ofThousandsTheMostCommonAreListedAndAllAreCounted()
            throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            var id =
                    BLOCKER.substring(0, 29)
                            + letter(i / 100)
                            + letter(i / 10 % 10)
                            + letter(i % 10);
            extension("/home/eve" + CHROMIUM + "Default", id, "1_0", named("n", "1"));
        }
        extension("/home/ada" + CHROMIUM + "Default", "p".repeat(32), "1_0", named("n", "1"));
        extension("/home/eve" + CHROMIUM + "Default", "p".repeat(32), "1_0", named("n", "1"));

        var browser = only(BrowserKind.CHROMIUM);

        assertThat(browser.extensions()).hasSize(200);
        assertThat(browser.extensionsInAll()).contains(301);
        assertThat(browser.extensions().getLast().profiles()).isEqualTo(2);
    }

    private static char letter(int digit) {
        return (char) ('a' + digit);
    }

    private void extension(String profile, String id, String version, String manifest) {
        device.file(profile + "/Extensions/" + id + "/" + version + "/manifest.json", manifest);
    }

    private static String named(String name, String version) {
        return "{\"manifest_version\":3,\"name\":\"%s\",\"version\":\"%s\"}"
                .formatted(name, version);
    }

    private void fifo(String path, String name) throws IOException, InterruptedException {
        device.folder(path);
        var pipe = device.root().resolve(path.substring(1)).resolve(name);
        var made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pipe).exists();
    }

    private Browser only(BrowserKind kind) throws IOException, InterruptedException {
        assertThat(collect().browsers()).extracting(Browser::browser).containsExactly(kind);
        return collect().browsers().getFirst();
    }

    private BrowsersSection collect() throws IOException, InterruptedException {
        var collected = BrowsersCollector.ofLinux(device.files()).collect();
        return (BrowsersSection) ((Collected.Facts) collected).section();
    }

    /** As Firefox 133 writes it, shortened. */
    private static final String FIREFOX_FILE =
            """
            {"schemaVersion":37,"addons":[
            {"id":"formautofill@mozilla.org","version":"1.0.1","type":"extension","location":"app-builtin",
             "defaultLocale":{"name":"Form Autofill","creator":null},"visible":true,"active":true},
            {"id":"firefox-compact-dark@mozilla.org","version":"1.3","type":"theme","location":"app-builtin",
             "defaultLocale":{"name":"Dark"}},
            {"id":"uBlock0@raymondhill.net","syncGUID":"{1f}","version":"1.61.2","type":"extension",
             "loader":null,"updateURL":null,"optionsType":3,"userDisabled":false,
             "defaultLocale":{"name":"uBlock Origin","description":"d","developers":["x"]},
             "locales":[{"name":"uBlock Herkunft","locales":["de"]}],
             "targetApplications":[{"id":"toolkit@mozilla.org","minVersion":"92.0","maxVersion":null}],
             "userPermissions":{"permissions":["tabs"],"origins":["<all_urls>"]},
             "location":"app-profile","rootURI":"jar:file:///home/ada/x.xpi!/"},
            {"id":"lang@mozilla.org","version":"133","type":"locale","location":"app-profile",
             "defaultLocale":{"name":"Language"}}]}
            """;
}
