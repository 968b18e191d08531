package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows published samples and fdesetup(8): see {@link Recorded}. */
class VolumesReaderTest {

    private static final Optional<String> ON = Optional.of("FileVault is On.\n");

    @Test
    void theVolumesOfABuiltInDiskAreListedAndFileVaultProtectsThem() throws IOException {
        assertThat(
                        VolumesReader.read(
                                Recorded.profile("macos-storage.json"),
                                ApfsVolumes.parse(Recorded.text("macos-apfs.plist")),
                                ON))
                .isEqualTo(
                        new VolumesSection(
                                List.of(
                                        volume("disk3s1s1", "/"),
                                        volume("disk3s5", "/System/Volumes/Data")),
                                Optional.empty(),
                                Optional.of(DeviceProtection.YES)));
    }

    private static Volume volume(String device, String mountPoint) {
        return new Volume(
                device,
                mountPoint,
                "apfs",
                Optional.of(245_107_195_904L),
                Optional.of(true),
                Optional.of(EncryptionMethod.FILEVAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "FileVault is On.;YES",
                "FileVault is Off.;NO",
                "FileVault is Off, but will be enabled after the next restart.;NO",
                "FileVault is On.|Encryption in progress: Percent completed = 45;NO",
                "FileVault is On.|Decryption in progress: Percent completed = 10;NO",
                "Error: fdesetup: not permitted;",
                "'';",
                "\u0007FileVault is;"
            })
    void theDeviceIsProtectedWhereFileVaultIsOnAndDone(String said, DeviceProtection verdict)
            throws IOException {
        var section =
                VolumesReader.read(
                        Recorded.profile("macos-storage.json"),
                        ApfsVolumes.parse(Recorded.text("macos-apfs.plist")),
                        Optional.of(said.replace('|', '\n')));

        assertThat(section.protection()).isEqualTo(Optional.ofNullable(verdict));
    }

    /** fdesetup speaks of the volume with the system, and diskutil may fail. */
    @Test
    void whereOfAVolumeNothingIsKnownTheDeviceIsNotSaidToBeProtected() throws IOException {
        var unread = verdict(Recorded.profile("macos-storage.json"), "");
        var apfs = Recorded.text("macos-apfs.plist");

        assertThat(unread).isEmpty();
        assertThat(
                        VolumesReader.read(
                                        Recorded.profile("macos-storage.json"),
                                        ApfsVolumes.parse(""),
                                        Optional.of("FileVault is Off."))
                                .protection())
                .contains(DeviceProtection.NO);
        for (var fileSystem : List.of("NTFS", "ExFAT", "Journaled HFS+", "")) {
            var beside = with("disk0s3", "/Volumes/BOOTCAMP", fileSystem, "yes");
            assertThat(verdict(beside, apfs)).as(fileSystem).isEmpty();
            // what can be taken out is no part of it
            var stick = with("disk4s1", "/Volumes/STICK", fileSystem, "no");
            assertThat(verdict(stick, apfs)).contains(DeviceProtection.YES);
        }
    }

    @ParameterizedTest
    @CsvSource({"Preboot, YES", "VM, YES", "Data, NO", "User, NO", "Backup, NO", "Later, NO"})
    void onlyVolumesOfTheSystemMayBeOpen(String role, DeviceProtection expected)
            throws IOException {
        var apfs = Recorded.text("macos-apfs.plist").replace("Preboot", role);
        var beside = with("disk3s2", "/System/Volumes/x", "APFS", "yes");

        assertThat(verdict(beside, apfs)).contains(expected);
    }

    @Test
    void whatIsStillBeingEncryptedIsNotEncrypted() throws IOException {
        var apfs = Recorded.text("macos-apfs.plist");
        var onItsWay =
                apfs.replace(
                        "<string>disk3s5</string>",
                        "<string>disk3s5</string>\n<key>CryptoMigrationOn</key>\n<true/>");

        var section =
                VolumesReader.read(
                        Recorded.profile("macos-storage.json"), ApfsVolumes.parse(onItsWay), ON);

        assertThat(section.volumes())
                .extracting(Volume::device, Volume::encrypted)
                .containsExactly(
                        tuple("disk3s1s1", Optional.of(true)),
                        tuple("disk3s5", Optional.of(false)));
        assertThat(section.volumes().get(1).method()).isEmpty();
        assertThat(section.protection()).contains(DeviceProtection.NO);
    }

    private static Optional<DeviceProtection> verdict(Fields profile, String apfs)
            throws IOException {
        return VolumesReader.read(profile, ApfsVolumes.parse(apfs), ON).protection();
    }

    /** The laptop with one more volume. */
    private static Fields with(String device, String mountPoint, String fileSystem, String builtIn)
            throws IOException {
        var row =
                """
                {"bsd_name":"%s","mount_point":"%s","file_system":"%s",
                 "physical_drive":{"is_internal_disk":"%s"}},
                """
                        .formatted(device, mountPoint, fileSystem, builtIn);
        var whole = Recorded.text("macos-storage.json");
        int first = whole.indexOf('[') + 1;
        return MacPrograms.parse(whole.substring(0, first) + row + whole.substring(first));
    }

    /** That the hardware encrypts all it stores keeps nobody out: it opens it for anybody. */
    @Test
    void aVolumeOfPeopleThatNoPasswordOpensIsEnoughForNo() throws IOException {
        var apfs = Recorded.text("macos-apfs.plist");
        int data = apfs.indexOf("disk3s5");
        var open =
                apfs.substring(0, data)
                        + apfs.substring(data)
                                .replace(
                                        "<key>FileVault</key>\n\t\t\t\t\t<true/>",
                                        "<key>FileVault</key>\n\t\t\t\t\t<false/>");

        var section =
                VolumesReader.read(
                        Recorded.profile("macos-storage.json"), ApfsVolumes.parse(open), ON);

        assertThat(section.protection()).contains(DeviceProtection.NO);
        assertThat(section.volumes().get(1).encrypted()).contains(false);
    }

    @Test
    void aListThatIsCutOffCountsAsFarAsItGoesAndNothingOutsideIsRead() throws IOException {
        var whole = Recorded.text("macos-apfs.plist");
        var cut = ApfsVolumes.parse(whole.substring(0, whole.indexOf("disk3s5") - 10));
        var hostile =
                ApfsVolumes.parse(
                        whole.replace(
                                "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">",
                                "<!DOCTYPE plist [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"));

        assertThat(cut.of("disk3s1s1").orElseThrow().fileVault()).contains(true);
        assertThat(cut.of("disk3s5")).isEmpty();
        assertThat(hostile.byIdentifier().keySet()).allMatch(id -> id.startsWith("disk3s"));
        assertThat(ApfsVolumes.parse("").byIdentifier()).isEmpty();
        assertThat(ApfsVolumes.parse("{\"Containers\":[]}").byIdentifier()).isEmpty();
    }

    @Test
    void threeHundredVolumesAreListedAndAThousandAreNot() throws IOException {
        assertThat(volumes(300)).hasSize(300);
        assertThat(volumes(1_000)).hasSize(500);
    }

    private static List<Volume> volumes(int count) throws IOException {
        var rows =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                "{\"bsd_name\":\"disk%d\",\"mount_point\":\"/v%d\",\"physical_drive\":{\"is_internal_disk\":\"yes\"}}"
                                        .formatted(i, i))
                        .collect(Collectors.joining(","));
        return VolumesReader.read(
                        MacPrograms.parse("{\"SPStorageDataType\":[" + rows + "]}"),
                        ApfsVolumes.parse(""),
                        Optional.empty())
                .volumes();
    }

    @Test
    void withoutAListThereIsNoSection() {
        assertThatThrownBy(() ->
                        VolumesReader.read(MacPrograms.parse("{}"), ApfsVolumes.parse(""), ON))
                .isInstanceOf(IOException.class)
                .hasMessage("system_profiler lists no storage");
    }
}
