package dev.rollcall.agent.inventory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolatileFacts.Band;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IwLinkTest {

    /**
     * iw 5.19 on Linux 6.1 with mac80211_hwsim, in QEMU, of an access point whose name has a line
     * of a frequency and one of a signal in it.
     */
    private static final String RECORDED =
            """
            Connected to 02:00:00:00:00:00 (on wlan1)
            \tSSID: x\\x0a\\x09freq: 2412\\x0a\\x09signal: -1 dBm
            \tfreq: 5180
            \tRX: 10488 bytes (91 packets)
            \tTX: 856 bytes (9 packets)
            \tsignal: -27 dBm
            \ttx bitrate: 26.0 MBit/s VHT-MCS 0 VHT-NSS 4

            \tbss flags:\tshort-slot-time
            \tdtim period:\t2
            \tbeacon int:\t100
            """;

    /** As iw 3.17 to 5.9 write it. */
    private static final String OLD =
            """
            Connected to 02:00:00:00:00:00 (on wlan0)
            \tSSID: Lincoln
            \tfreq: 2437
            \tRX: 36442 bytes (354 packets)
            \tTX: 5130 bytes (41 packets)
            \tsignal: -61 dBm
            \ttx bitrate: 54.0 MBit/s

            \tbss flags:\tshort-preamble short-slot-time
            \tdtim period:\t2
            \tbeacon int:\t100
            """;

    /** Newer ones write the frequency with a fraction. */
    private static final String NEW =
            """
            Connected to 02:00:00:00:00:00 (on wlp2s0)
            \tSSID: Lincoln
            \tfreq: 5955.0
            \tRX: 168204 bytes (876 packets)
            \tTX: 41032 bytes (301 packets)
            \tsignal: -57 dBm
            \trx bitrate: 864.8 MBit/s 80MHz HE-MCS 8 HE-NSS 2 HE-GI 0 HE-DCM 0
            \ttx bitrate: 1080.6 MBit/s 80MHz HE-MCS 10 HE-NSS 2 HE-GI 0 HE-DCM 0
            \tbss flags: short-slot-time
            \tdtim period: 1
            \tbeacon int: 100
            """;

    @Test
    void whatWasRecordedIsReadWhateverTheNetworkCallsItself() {
        assertThat(IwLink.parse(RECORDED)).isEqualTo(link(-27, Band.GHZ_5));
    }

    @Test
    void olderAndNewerOnesAreRead() {
        assertThat(IwLink.parse(OLD)).isEqualTo(link(-61, Band.GHZ_2_4));
        assertThat(IwLink.parse(NEW)).isEqualTo(link(-57, Band.GHZ_6));
        assertThat(IwLink.parse(OLD.replace("-61 dBm", "-61 [-63, -66] dBm")))
                .isEqualTo(link(-61, Band.GHZ_2_4));
        assertThat(IwLink.parse(NEW.replace("5955.0", "5955,0"))).isEqualTo(IwLink.parse(NEW));
        assertThat(IwLink.parse(OLD.replace("\n", "\r\n"))).isEqualTo(IwLink.parse(OLD));
    }

    @Test
    void ofSeveralLinksTheFirstCounts() {
        var several =
                """
                Connected to 02:00:00:00:00:00 (on wlan0)
                \tSSID: Lincoln
                \tLink 0 BSSID 02:00:00:00:01:00
                \t\tfreq: 5180.0
                \tLink 1 BSSID 02:00:00:00:02:00
                \t\tfreq: 6115.0
                \tsignal: -50 dBm
                """;

        assertThat(IwLink.parse(several)).isEqualTo(link(-50, Band.GHZ_5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Not connected.\n",
                "command failed: No such device (-19)\n",
                "\tfreq: 2437\n\tsignal: -61 dBm\n",
                "Connected to 02:00:00:00:00:00 (on wlan0)\n\tSSID: freq: 2437\n",
                "Connected to 02:00:00:00:00:00 (on wlan0)\n\tSSID: \tsignal: -1 dBm\n",
                "Connected to x\n\tfreq: 99999999999999999999\n\tsignal: -99999999999 dBm\n",
                "Connected to x\n\tfreq: -2437\n\tsignal: 0 dBm\n",
                "Connected to x\n\tfreq: 0\n\tsignal: -256 dBm\n",
                "Connected to x\n\tfreq: \n\tsignal: dBm\n"
            })
    void whatSaysNothingOfTheConnectionIsNothing(String output) {
        assertThat(IwLink.parse(output)).isEqualTo(IwLink.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "2412, GHZ_2_4",
        "2484, GHZ_2_4",
        "5180, GHZ_5",
        "5885, GHZ_5",
        "5935, GHZ_6",
        "5955, GHZ_6",
        "7115, GHZ_6",
        "920,",
        "3665,",
        "4980,",
        "60480,",
        "7200,"
    })
    void theBandIsThatOfTheChannel(int megahertz, Band band) {
        assertThat(IwLink.band(megahertz)).isEqualTo(Optional.ofNullable(band));
    }

    @Test
    void noisyOutputIsReadOrNotAndNothingElseHappens() {
        var random = new Random(20261128);
        for (int i = 0; i < 5000; i++) {
            var chars = NEW.toCharArray();
            for (int hits = random.nextInt(20); hits >= 0; hits--) {
                chars[random.nextInt(chars.length)] = (char) random.nextInt(0x300);
            }
            var link = IwLink.parse(new String(chars));

            assertThat(link.signalDbm().orElse(-1)).isBetween(-120, -1);
        }
    }

    private static IwLink link(int dbm, Band band) {
        return new IwLink(Optional.of(dbm), Optional.of(band));
    }
}
