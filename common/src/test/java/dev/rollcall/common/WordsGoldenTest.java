package dev.rollcall.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.type.TypeReference;

/** Actions, settings, and the words that messages are made of. */
class WordsGoldenTest {

    private static final Map<String, Action> ACTIONS =
            Map.of(
                    "run-script",
                    new Action.RunScript(
                            "sh", "apt-get -y autoremove\n", Duration.ofMinutes(10), true),
                    "collect-inventory",
                    new Action.CollectInventory(),
                    "restart-service",
                    new Action.RestartService("cups.service"));

    private static final Map<String, Setting> SETTINGS =
            Map.of(
                    "file",
                    new Setting.FileContent(
                            "/etc/motd",
                            Optional.of("Welcome, ünits \"7\" & 8\n"),
                            Optional.of("0640")),
                    "file-absent",
                    new Setting.FileContent("/etc/issue", Optional.empty(), Optional.empty()),
                    "chromium",
                    new Setting.Chromium(
                            "URLBlocklist",
                            Json.wire().readTree("[\"example.com\",{\"a\":[1,25,null,true]}]")),
                    "service",
                    new Setting.Service("ssh.service", Optional.of(true), Optional.of(false)),
                    "inventory",
                    new Setting.Inventory(List.of("peripherals", "local-users", "volatile")),
                    "network",
                    new PublishedNetwork(
                            "Lincoln High (wired)",
                            List.of("2001:DB8:20::/48", "10.20.0.0/16"),
                            List.of("00-1B-17-0A-BB-01"),
                            List.of("Lincoln.example")));

    private static final List<Class<? extends Enum<?>>> WORDS =
            List.of(
                    VolatileFacts.Band.class,
                    VolatileFacts.BatteryState.class,
                    BrowsersSection.BrowserKind.class,
                    OperatingSystemSection.ChromeOs.class,
                    SecuritySection.ConfinementKind.class,
                    VolumesSection.DeviceProtection.class,
                    ServicesSection.EnabledBy.class,
                    VolumesSection.EncryptionMethod.class,
                    SecuritySection.FirewallKind.class,
                    KeyProtection.class,
                    NetworkSection.LinkType.class,
                    SecuritySection.MalwareScanner.class,
                    HardwareSection.Health.class,
                    HardwareSection.Medium.class,
                    Outcome.class,
                    PackageSource.class,
                    Where.Place.class,
                    Refused.Reaction.class,
                    SectionState.class,
                    SettingState.class,
                    OperatingSystemSection.TimeSource.class,
                    PatchLevelSection.UpdateSystem.class,
                    Urgency.class);

    @TestFactory
    Stream<DynamicTest> actionsStandAsTheyStood() {
        return ACTIONS.entrySet().stream()
                .map(e ->
                        DynamicTest.dynamicTest(
                                e.getKey(),
                                () -> {
                                    var golden = Golden.text("actions/" + e.getKey() + ".json");
                                    var tree = Json.strict().readTree(golden);
                                    assertThat(text(e.getValue())).isEqualTo(golden);
                                    assertThat(Action.read(tree)).isEqualTo(e.getValue());
                                }));
    }

    @TestFactory
    Stream<DynamicTest> settingsStandAsTheyStood() {
        return SETTINGS.entrySet().stream()
                .map(e ->
                        DynamicTest.dynamicTest(
                                e.getKey(),
                                () -> {
                                    var golden = Golden.text("settings/" + e.getKey() + ".json");
                                    var tree = Json.strict().readTree(golden);
                                    assertThat(text(e.getValue())).isEqualTo(golden);
                                    assertThat(Setting.read(tree)).isEqualTo(e.getValue());
                                }));
    }

    @Test
    void everyActionAndSettingHasAGolden() {
        assertThat(ACTIONS.keySet()).containsAll(Action.NAMES);
        assertThat(SETTINGS.keySet()).containsAll(Setting.NAMES);
        assertThat(Action.NAMES).hasSize(Action.class.getPermittedSubclasses().length - 1);
        assertThat(Setting.NAMES).hasSize(Setting.class.getPermittedSubclasses().length - 1);
    }

    /** A word may be added; one that was ever said keeps its meaning. */
    @Test
    void everyWordThatWasSaidIsSaidAndUnderstood() {
        var golden = new TreeMap<String, TreeMap<String, String>>();
        for (var file : List.of("words.json", "words-that-were-added.json")) {
            words(file)
                    .forEach((type, words) ->
                            golden.computeIfAbsent(type, _ -> new TreeMap<>()).putAll(words));
        }

        for (var type : WORDS) {
            var words = golden.get(type.getSimpleName());
            var said = new TreeMap<String, String>();
            for (var constant : type.getEnumConstants()) {
                var word = Json.wire().valueToTree(constant).stringValue();
                said.put(constant.name(), word);
                assertThat((Object) Json.strict().readValue("\"" + word + "\"", type))
                        .isEqualTo(constant);
            }
            assertThat(said).as(type.getSimpleName()).containsAllEntriesOf(words);
        }
    }

    /** Device and server each work it out, and what a section lacks goes into it by name. */
    @Test
    void theRootOverSectionsStands() {
        var root =
                InventorySnapshot.root(
                        List.of(
                                SectionReport.without(
                                        new SectionKind("network"),
                                        SectionState.TIMED_OUT,
                                        Duration.ZERO,
                                        "no answer in 10 s"),
                                SectionReport.ok(
                                        new SectionKind("hardware"),
                                        Digest.of("digest"),
                                        Duration.ofMinutes(5))));

        assertThat(root)
                .isEqualTo(
                        Digest.of(
                                "{\"hardware\":\"0bf474896363505e5ea5e5d6ace8ebfb13a760a409b1fb467d428fc716f9f284\","
                                        + "\"network\":\"TIMED_OUT\"}"));
    }

    private static TreeMap<String, TreeMap<String, String>> words(String file) {
        return Json.strict().readValue(Golden.text(file), new TypeReference<>() {});
    }

    private static String text(Object value) {
        return Json.wire().valueToTree(value).toString();
    }
}
