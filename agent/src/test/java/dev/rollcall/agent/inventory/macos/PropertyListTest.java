package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two files hold the same, and were written by Python's plistlib. */
@Timeout(60)
class PropertyListTest {

    private static final DeviceFiles RECORDED =
            DeviceFiles.below(Path.of("src/test/resources/recorded"));

    @ParameterizedTest
    @ValueSource(strings = {"/macos-all-kinds.xml.plist", "/macos-all-kinds.bin.plist"})
    void everyKindOfValueIsRead(String file) {
        var list = PropertyList.of(RECORDED, file).orElseThrow();

        assertThat(list.text("Label")).contains("com.example.filter");
        assertThat(list.truth("RunAtLoad")).contains(true);
        assertThat(list.truth("Disabled")).contains(false);
        assertThat(list.list("ProgramArguments").stream().flatMap(f -> f.text().stream()))
                .containsExactly("/usr/local/bin/filter", "--daemon");
        assertThat(list.node().path("Nice").longValue()).isEqualTo(-5);
        assertThat(list.number("Big")).contains(70_000L);
        assertThat(list.number("Small")).contains(7L);
        assertThat(list.node().path("Delay").doubleValue()).isEqualTo(2.5);
        assertThat(list.instant("Since")).contains(Instant.parse("2026-11-22T06:12:40Z"));
        assertThat(list.has("Blob")).isFalse();
        assertThat(list.text("Umlaut")).contains("Schülerfilter „süß“");
        assertThat(list.list("Many")).hasSize(300);
        assertThat(list.object("Empty").node().isObject()).isTrue();
    }

    @Test
    void bothFormsSayTheSame() {
        assertThat(PropertyList.of(RECORDED, "/macos-all-kinds.bin.plist"))
                .isEqualTo(PropertyList.of(RECORDED, "/macos-all-kinds.xml.plist"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bplist00",
                "<plist version=\"1.0\"><dict><key>Label</key><string>x",
                "<plist version=\"1.0\"><dict><string>no key</string></dict></plist>",
                "<plist version=\"1.0\"><dict><key>a</key></dict></plist>",
                "<plist version=\"1.0\"><script/></plist>",
                "{ Label = \"com.example\"; }",
                "<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><plist><string>&b;</string></plist>"
            })
    void whatIsNoneOrNotWholeIsEmpty(String content) {
        assertThat(PropertyList.parse(content)).isEmpty();
    }

    @Test
    void aBinaryOneThatIsCutOrSpoiledNeverHangsOrThrows() throws IOException {
        var whole =
                Files.readAllBytes(
                        Path.of("src/test/resources/recorded/macos-all-kinds.bin.plist"));
        for (int length = 0; length < whole.length; length += 13) {
            PropertyList.parse(Arrays.copyOf(whole, length));
        }
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            var spoiled = whole.clone();
            for (int j = 0; j < 8; j++) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt(256);
            }
            PropertyList.parse(spoiled);
        }
        assertThat(PropertyList.parse(whole)).isPresent();
    }

    @Test
    void aListThatHoldsItselfOrDoublesAtEveryStepIsNotRead() {
        assertThat(PropertyList.parse(binary("a100"))).isEmpty();
        // thirty arrays, each of which names the next twice
        var doubling = new StringBuilder();
        for (int i = 1; i <= 30; i++) {
            doubling.append("a2%02x%02x ".formatted(i, i));
        }
        assertThat(PropertyList.parse(binary(doubling + "09"))).isEmpty();
    }

    @Test
    void anXmlOneThatIsNestedTooDeepIsNotRead() {
        assertThat(PropertyList.parse("<array>".repeat(100_000))).isEmpty();
        assertThat(
                        PropertyList.parse(
                                "<plist>"
                                        + "<array>".repeat(150)
                                        + "</array>".repeat(150)
                                        + "</plist>"))
                .isEmpty();
    }

    @Test
    void aLargeOneIsReadAndAHugeFileIsNot(@TempDir Path folder) throws IOException {
        var entry = "<dict><key>name</key><string>printer in the library</string></dict>";
        var list = "<plist version=\"1.0\"><array>" + entry.repeat(20_000) + "</array></plist>";
        Files.writeString(folder.resolve("large.plist"), list);
        Files.writeString(folder.resolve("huge.plist"), list + " ".repeat(PropertyList.MAX_FILE));
        var files = DeviceFiles.below(folder);

        var large = PropertyList.of(files, "/large.plist").map(Fields::node).orElseThrow();
        assertThat(large.size()).isEqualTo(20_000);
        assertThat(PropertyList.of(files, "/huge.plist")).isEmpty();
        assertThat(PropertyList.of(files, "/none.plist")).isEmpty();
    }

    @Test
    void numbersBeyondLongAreAbsentAndSpoilNothing() {
        var list =
                PropertyList.parse(
                                "<plist><dict><key>a</key><integer>18446744073709551615</integer>"
                                        + "<key>b</key><integer>5</integer></dict></plist>")
                        .orElseThrow();

        assertThat(list.number("a")).isEmpty();
        assertThat(list.number("b")).contains(5L);
    }

    /** Objects in hex, a blank between them, with offsets and references of a byte each. */
    private static byte[] binary(String objects) {
        var parts = objects.strip().split(" ");
        var out = new ByteArrayOutputStream();
        out.writeBytes("bplist00".getBytes(StandardCharsets.US_ASCII));
        var offsets = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            offsets[i] = (byte) out.size();
            out.writeBytes(HexFormat.of().parseHex(parts[i]));
        }
        int table = out.size();
        out.writeBytes(offsets);
        out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 1, 1});
        for (long number : new long[] {parts.length, 0, table}) {
            out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }
        return out.toByteArray();
    }
}
