package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.Panel.Extent;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {

    /** A base block without texts, with a preferred timing. */
    static byte[] block(int width, int height, int millimetersWide, int millimetersHigh) {
        var bytes = EdidTest.block("LGD", 0x05E5, 0, 2018);
        bytes[54] = 0x1d; // 139.17 MHz
        bytes[55] = 0x36;
        bytes[56] = (byte) width;
        bytes[58] = (byte) (width >> 4 & 0xf0);
        bytes[59] = (byte) height;
        bytes[61] = (byte) (height >> 4 & 0xf0);
        bytes[66] = (byte) millimetersWide;
        bytes[67] = (byte) millimetersHigh;
        bytes[68] = (byte) (millimetersWide >> 4 & 0xf0 | millimetersHigh >> 8);
        return summed(bytes);
    }

    private static byte[] summed(byte[] bytes) {
        bytes[127] = 0;
        int sum = 0;
        for (byte each : bytes) {
            sum += each;
        }
        bytes[127] = (byte) -sum;
        return bytes;
    }

    @Test
    void thePreferredTimingSaysHowLargeThePictureIs() {
        assertThat(Panel.read(block(1920, 1080, 309, 174)))
                .isEqualTo(
                        new Panel(
                                Optional.of(new Extent(1920, 1080)),
                                Optional.of(new Extent(309, 174))));
    }

    @Test
    void anInterlacedPictureIsTwoFields() {
        var television = block(1920, 540, 708, 398);
        television[71] |= (byte) 0x80;

        assertThat(Panel.read(summed(television)).pixels()).contains(new Extent(1920, 1080));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "16,9", "160,90", "160,100", "1600,900", "309,0"})
    void whereMillimetersAreNoneCentimetersCount(int wide, int high) {
        var panel = block(1920, 1080, wide, high);
        panel[21] = 53;
        panel[22] = 30;

        assertThat(Panel.read(summed(panel)).millimeters()).contains(new Extent(530, 300));
    }

    @Test
    void aProjectorAndARatioHaveNoSize() {
        var ratio = block(1280, 800, 0, 0);
        ratio[21] = 79; // 16:9 where the other is 0 (EDID 1.4, 3.6.2)

        assertThat(Panel.read(summed(ratio)).millimeters()).isEmpty();
        assertThat(Panel.read(block(1280, 800, 0, 0)).millimeters()).isEmpty();
    }

    @Test
    void aTextInThePlaceOfTheTimingIsNoPicture() {
        assertThat(Panel.read(EdidTest.block("DEL", 1, 1, 2019, "FC DELL P2419H")))
                .isEqualTo(Panel.UNKNOWN);
    }

    @Test
    void whateverItSaysIsPositive() {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[128];
            random.nextBytes(bytes);
            var panel = Panel.read(bytes);
            panel.pixels().ifPresent(e -> assertThat(e.width() * e.height()).isPositive());
            panel.millimeters().ifPresent(e -> assertThat(e.width() * e.height()).isPositive());
        }
    }
}
