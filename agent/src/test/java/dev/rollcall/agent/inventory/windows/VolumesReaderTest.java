package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class VolumesReaderTest {

    private static final String ACCESS_DENIED =
            "{\"name\":\"bitlocker\",\"error\":\"アクセスが拒否されました。 \"}";

    @Test
    void theVolumeOfWindowsIsProtectedAndAStickOfTheUsersDoesNotCount() throws IOException {
        assertThat(VolumesReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new VolumesSection(
                                List.of(
                                        new Volume(
                                                "C:",
                                                "C:\\",
                                                "NTFS",
                                                Optional.of(254_898_339_840L),
                                                Optional.of(true),
                                                Optional.of(EncryptionMethod.BITLOCKER),
                                                Optional.of("XTS-AES 128"),
                                                Optional.of(256),
                                                Optional.of(2),
                                                Optional.empty())),
                                Optional.of(
                                        List.of(
                                                new SwapArea(
                                                        "C:\\pagefile.sys",
                                                        Optional.of(2432L << 20),
                                                        Optional.of(true),
                                                        Optional.of(EncryptionMethod.BITLOCKER),
                                                        Optional.of("XTS-AES 128"),
                                                        Optional.of(256),
                                                        Optional.of(2),
                                                        Optional.empty()))),
                                Optional.of(DeviceProtection.YES)));
    }

    /** Protection, conversion, and what follows for the volume and the device. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, true, YES", // on
        "0, 1, false, NO", // suspended: encrypted, and the key beside it
        "0, 0, false, NO", // off
        "0, 2, false, NO", // on its way
        "1, 2, false, NO",
        "1, 3, false, NO", // on its way out
        "2, 1, ,", // locked
        "7, 1, ,",
        "1, null, true, YES", // before Windows 10
        "null, null, ,"
    })
    void aVolumeIsEncryptedWhenAllOfItIsAndItsKeyIsSafe(
            String protection, String conversion, Boolean encrypted, DeviceProtection verdict)
            throws IOException {
        var facts =
                facts(
                        volume("C:", true),
                        "{\"name\":\"bitlocker\",\"rows\":[{\"DeviceID\":\"\\\\\\\\?\\\\C:\",\"DriveLetter\":\"C:\","
                                + "\"ProtectionStatus\":"
                                + protection
                                + ",\"ConversionStatus\":"
                                + conversion
                                + "}]}");

        var section = VolumesReader.read(facts);

        assertThat(section.volumes().getFirst().encrypted())
                .isEqualTo(Optional.ofNullable(encrypted));
        assertThat(section.protection()).isEqualTo(Optional.ofNullable(verdict));
    }

    /** Protection, method, protectors, and what follows. */
    @ParameterizedTest
    @CsvSource({
        "1, 7, 3, XTS-AES 256, 512, 3",
        "1, 4, 1, AES 256, 256, 1",
        "1, 1, 1, AES 128 with Diffuser, 128, 1",
        "1, 5, 2, Hardware Encryption,, 2",
        "1, 4294967295, 0,,,",
        "1, null, null,,,",
        "1, 6, -1, XTS-AES 128, 256,",
        "0, 6, 2,,,", // suspended: what is not encrypted has no cipher
    })
    void howAVolumeIsEncryptedIsSaidWhereItIs(
            int protection,
            String method,
            String protectors,
            String cipher,
            Integer bits,
            Integer slots)
            throws IOException {
        var facts =
                facts(
                        volume("C:", true),
                        "{\"name\":\"bitlocker\",\"rows\":[{\"DriveLetter\":\"C:\",\"ProtectionStatus\":%d,"
                                        .formatted(protection)
                                + "\"Method\":"
                                + method
                                + ",\"Protectors\":"
                                + protectors
                                + "}]}");

        var volume = VolumesReader.read(facts).volumes().getFirst();

        assertThat(volume.cipher()).isEqualTo(Optional.ofNullable(cipher));
        assertThat(volume.keyBits()).isEqualTo(Optional.ofNullable(bits));
        assertThat(volume.keySlots()).isEqualTo(Optional.ofNullable(slots));
        assertThat(volume.keyDerivation()).isEmpty();
    }

    @Test
    void oneFixedVolumeInTheClearIsEnoughForNo() throws IOException {
        var facts =
                facts(
                        volume("C:", true) + "," + volume("D:", false),
                        "{\"name\":\"bitlocker\",\"rows\":["
                                + "{\"DriveLetter\":\"C:\",\"ProtectionStatus\":1,\"ConversionStatus\":1},"
                                + "{\"DriveLetter\":\"d:\",\"ProtectionStatus\":0,\"ConversionStatus\":0}]}");

        var section = VolumesReader.read(facts);

        assertThat(section.volumes()).extracting(Volume::device).containsExactly("C:", "D:");
        assertThat(section.protection()).contains(DeviceProtection.NO);
    }

    @Test
    void whoMayNotAskBitLockerKnowsNothingAndSaysSo() throws IOException {
        for (var answer : List.of(ACCESS_DENIED, "", "{\"name\":\"bitlocker\",\"rows\":[]}")) {
            var section = VolumesReader.read(facts(volume("C:", true), answer));

            assertThat(section.volumes().getFirst().encrypted()).isEmpty();
            assertThat(section.volumes().getFirst().method()).isEmpty();
            assertThat(section.protection()).isEmpty();
            assertThat(section.swaps()).isEmpty();
        }
    }

    @Test
    void withoutTheVolumeOfWindowsNothingIsProtected() throws IOException {
        var facts =
                facts(
                        volume("D:", false),
                        "{\"name\":\"bitlocker\",\"rows\":[{\"DriveLetter\":\"D:\",\"ProtectionStatus\":1}]}");

        assertThat(VolumesReader.read(facts).protection()).isEmpty();
        assertThat(VolumesReader.read(facts("", "")).protection()).isEmpty();
    }

    @Test
    void whenVolumesCannotBeListedThereIsNoSection() {
        var refused = WindowsFacts.parse("{\"name\":\"volumes\",\"error\":\"Zugriff verweigert\"}");

        assertThatThrownBy(() -> VolumesReader.read(refused))
                .isInstanceOf(IOException.class)
                .hasMessage("volumes cannot be read: Zugriff verweigert");
    }

    @Test
    void aThousandVolumesAreCutAndControlCharactersAreDropped() throws IOException {
        var rows =
                IntStream.range(0, 1000)
                        .mapToObj(i ->
                                "{\"Name\":\"C:\\\\disks\\\\\\u0000%d\\\\\",\"DriveType\":3}"
                                        .formatted(i))
                        .collect(Collectors.joining(","));

        var volumes = VolumesReader.read(facts(rows, "")).volumes();

        assertThat(volumes).hasSize(500);
        assertThat(volumes.getFirst().mountPoint()).isEqualTo("C:\\disks\\0\\");
        assertThat(volumes.getFirst().fileSystem()).isEqualTo("RAW");
    }

    private static WindowsFacts facts(String volumes, String bitLocker) {
        return WindowsFacts.parse(
                "{\"name\":\"volumes\",\"rows\":[" + volumes + "]}\n" + bitLocker + "\n");
    }

    private static String volume(String letter, boolean windows) {
        return "{\"DeviceID\":\"\\\\\\\\?\\\\%s\",\"Name\":\"%s\\\\\",\"DriveLetter\":\"%s\",\"FileSystem\":\"NTFS\",\"Capacity\":1000,\"DriveType\":3,\"BootVolume\":%s}"
                .formatted(letter, letter, letter, windows);
    }
}
