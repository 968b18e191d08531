package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EdidTest {

    /** A base block with a checksum that fits. */
    static byte[] block(String manufacturer, int product, int serial, int year, String... texts) {
        var bytes = new byte[128];
        var header = HexFormat.of().parseHex("00ffffffffffff00");
        System.arraycopy(header, 0, bytes, 0, header.length);
        int packed = 0;
        for (char letter : manufacturer.toCharArray()) {
            packed = packed << 5 | (letter - 'A' + 1);
        }
        bytes[8] = (byte) (packed >> 8);
        bytes[9] = (byte) packed;
        bytes[10] = (byte) product;
        bytes[11] = (byte) (product >> 8);
        for (int i = 0; i < 4; i++) {
            bytes[12 + i] = (byte) (serial >> 8 * i);
        }
        bytes[17] = (byte) (year - 1990);
        for (int i = 0; i < texts.length; i++) {
            int at = 54 + 18 * i;
            Arrays.fill(bytes, at + 5, at + 18, (byte) ' ');
            bytes[at + 3] = (byte) Integer.parseInt(texts[i].substring(0, 2), 16);
            var text = (texts[i].substring(3) + "\n").getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, bytes, at + 5, Math.min(13, text.length));
        }
        int sum = 0;
        for (byte each : bytes) {
            sum += each;
        }
        bytes[127] = (byte) -sum;
        return bytes;
    }

    @Test
    void aDisplaySaysWhoMadeItAndWhichItIs() {
        assertThat(Edid.read(block("DEL", 0xA0B1, 7, 2019, "FC DELL P2419H", "FF 7GZQ2W2")))
                .contains(
                        new Edid(
                                Optional.of("DEL"),
                                Optional.of("DELL P2419H"),
                                Optional.of("7GZQ2W2"),
                                Optional.of(2019)));
    }

    @Test
    void withoutTextsItHasItsNumbers() {
        var panel = Edid.read(block("LGD", 0x05E5, 20417, 2018)).orElseThrow();

        assertThat(panel.model()).contains("05E5");
        assertThat(panel.serial()).contains("20417");
    }

    @Test
    void whatTheMakerLeftUnfilledIsAbsent() {
        var panel = Edid.read(block("AUO", 0, 0x01010101, 1991, "FF 0")).orElseThrow();

        assertThat(panel.model()).isEmpty();
        assertThat(panel.serial()).isEmpty();
        assertThat(panel.year()).isEmpty();
    }

    @Test
    void whatIsDamagedOrNoEdidIsNone() {
        var whole = block("DEL", 1, 1, 2019, "FC DELL");
        assertThat(Edid.read(new byte[0])).isEmpty();
        assertThat(Edid.read(new byte[256])).isEmpty();
        assertThat(Edid.read(Arrays.copyOf(whole, 127))).isEmpty();
        for (int i = 0; i < whole.length; i++) {
            var damaged = whole.clone();
            damaged[i]++;
            assertThat(Edid.read(damaged)).as("byte " + i).isEmpty();
        }
    }

    @Test
    void nothingThatADisplaySaysIsMoreThanALine() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            var bytes = block("DEL", 1, 1, 2019, "FC x", "FF y");
            for (int at = 54; at < 126; at++) {
                bytes[at] = (byte) (at % 18 < 4 ? bytes[at] : random.nextInt());
            }
            bytes[127] = 0;
            int sum = 0;
            for (byte each : bytes) {
                sum += each;
            }
            bytes[127] = (byte) -sum;
            var read = Edid.read(bytes).orElseThrow();
            for (var text : new Optional<?>[] {read.model(), read.serial()}) {
                text.map(String::valueOf)
                        .ifPresent(line ->
                                assertThat(line.chars().noneMatch(Character::isISOControl))
                                        .isTrue());
            }
        }
    }
}
