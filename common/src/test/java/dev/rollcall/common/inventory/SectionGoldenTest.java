package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire of every section, frozen: a golden file is never edited, only added. */
class SectionGoldenTest {

    static java.util.List<InventorySection> samples() {
        return SampleSections.all();
    }

    /** What later versions say more of; what stood before is read as it was written. */
    private static final Map<String, String> NEWEST =
            Map.ofEntries(
                    Map.entry("hardware", "hardware-with-forms-and-raids"),
                    Map.entry("operating-system", "operating-system-with-point-release"),
                    Map.entry("patch-level", "patch-level-with-automatic-updates"),
                    Map.entry("local-users", "local-users-with-other-administrators"),
                    Map.entry("security", "security-with-fips"),
                    Map.entry("package-bucket", "package-bucket-with-source-packages"),
                    Map.entry("network", "network-with-duplex-and-dhcp"),
                    Map.entry("peripherals", "peripherals-with-bluetooth"),
                    Map.entry("volumes", "volumes-with-labels-and-options"),
                    Map.entry("volatile", "volatile-with-use-of-disks"));

    @ParameterizedTest
    @MethodSource("samples")
    void aSectionIsWrittenAndReadAsItsGoldenFileHasIt(InventorySection section) throws IOException {
        var golden = newest(section.kind().name());

        assertThat(CanonicalJson.text(section)).isEqualTo(golden);
        assertThat(Sections.parse(section.kind(), bytes(golden))).isEqualTo(section);
    }

    static java.util.stream.Stream<Map.Entry<String, InventorySection>> ofOtherSystems() {
        return OtherSystems.all().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("ofOtherSystems")
    void aSectionOfAnotherSystemIsWrittenAndReadAsItsGoldenFileHasIt(
            Map.Entry<String, InventorySection> named) throws IOException {
        var golden = golden(named.getKey());
        var section = named.getValue();

        assertThat(CanonicalJson.text(section)).isEqualTo(golden);
        assertThat(Sections.parse(section.kind(), bytes(golden))).isEqualTo(section);
    }

    @Test
    void aBucketOfOtherSystemsIsWrittenAndReadAsItsGoldenFileHasIt() throws IOException {
        var golden = golden("package-bucket-other-systems");

        assertThat(CanonicalJson.text(OtherSystems.bucket())).isEqualTo(golden);
        assertThat(Sections.parseBucket(bytes(golden))).isEqualTo(OtherSystems.bucket());
    }

    @Test
    void aBucketOfAppsOfWindowsIsWrittenAndReadAsItsGoldenFileHasIt() throws IOException {
        var golden = golden("package-bucket-windows-apps");

        assertThat(CanonicalJson.text(OtherSystems.apps())).isEqualTo(golden);
        assertThat(Sections.parseBucket(bytes(golden))).isEqualTo(OtherSystems.apps());
    }

    @Test
    void everyKindHasASample() {
        assertThat(samples().stream().map(InventorySection::kind))
                .containsExactlyInAnyOrderElementsOf(Sections.kinds());
    }

    @Test
    void aPackageBucketIsWrittenAndReadAsItsGoldenFileHasIt() throws IOException {
        var golden = newest("package-bucket");
        assertThat(CanonicalJson.text(SampleSections.bucket())).isEqualTo(golden);
        assertThat(Sections.parseBucket(bytes(golden))).isEqualTo(SampleSections.bucket());
        for (var name : new String[] {"package-bucket", "package-bucket-with-snap-and-flatpak"}) {
            var before = golden(name);
            assertThat(CanonicalJson.text(Sections.parseBucket(bytes(before)))).isEqualTo(before);
        }
    }

    @Test
    void volatileFactsAreWrittenAndReadAsTheirGoldenFileHasThem() throws IOException {
        var golden = newest("volatile");

        assertThat(CanonicalJson.text(SampleSections.volatileFacts())).isEqualTo(golden);
        assertThat(Json.wire().readValue(golden, VolatileFacts.class))
                .isEqualTo(SampleSections.volatileFacts());
    }

    /** Also those that say less than today's: what they lack is absent, and stays so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hardware",
                "hardware-with-batteries",
                "hardware-with-board-and-slots",
                "hardware-with-disk-health",
                "operating-system",
                "operating-system-with-domain",
                "operating-system-with-time",
                "patch-level",
                "local-users",
                "local-users-with-groups",
                "local-users-with-dormancy",
                "network",
                "network-with-adapters",
                "network-with-name-servers",
                "peripherals",
                "peripherals-with-sound-and-optical-drives",
                "security",
                "security-with-malware-and-screen-lock",
                "volumes",
                "volumes-with-ciphers"
            })
    void aBodyOfAnEarlierVersionIsReadAndWrittenAsItWas(String name) throws IOException {
        var golden = golden(name);
        var kind =
                Sections.kinds().stream()
                        .filter(k -> name.startsWith(k.name()))
                        .findFirst()
                        .orElseThrow();

        assertThat(CanonicalJson.text(Sections.parse(kind, bytes(golden)))).isEqualTo(golden);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volatile",
                "volatile-with-wear",
                "volatile-with-disk-wear",
                "volatile-with-agent",
                "volatile-with-where"
            })
    void volatileFactsOfAnEarlierVersionAreReadAndWrittenAsTheyWere(String name)
            throws IOException {
        var golden = golden(name);

        assertThat(CanonicalJson.text(Json.wire().readValue(golden, VolatileFacts.class)))
                .isEqualTo(golden);
    }

    @Test
    void aDamagedBodyIsRefusedOrReadAndNothingElseHappens() {
        var random = new Random(20261123);
        var bodies = new ArrayList<byte[]>();
        samples().forEach(s -> bodies.add(CanonicalJson.bytes(s)));
        for (int i = 0; i < 20_000; i++) {
            var section = samples().get(i % bodies.size());
            var body = bodies.get(i % bodies.size()).clone();
            for (int hits = random.nextInt(4); hits >= 0; hits--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(128);
            }
            assertThatCode(() -> parseOrRefuse(section.kind(), body)).doesNotThrowAnyException();
        }
    }

    private static void parseOrRefuse(SectionKind kind, byte[] body) {
        try {
            Sections.parse(kind, body);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("section body ").doesNotContain("\n");
        }
    }

    private static String newest(String name) throws IOException {
        return golden(NEWEST.getOrDefault(name, name));
    }

    private static String golden(String name) throws IOException {
        var file = "/golden/sections/" + name + ".json";
        try (var in = SectionGoldenTest.class.getResourceAsStream(file)) {
            return in == null ? "there is no " + file : text(in.readAllBytes());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
