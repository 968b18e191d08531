package dev.rollcall.agent.inventory.disks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.MountOption;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesCollectorTest {

    private static final String LUKS2 = "CRYPT-LUKS2-0123456789abcdef0123456789abcdef-root";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).file("/proc/swaps", "Filename Type Size\n");
    }

    @Test
    void rootOnLvmOnLuksIsEncryptedAndSoIsTheDevice() throws Exception {
        mounts(
                "29 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw",
                "40 29 8:1 / /boot rw - ext4 /dev/sda1 rw");
        device.file("/sys/dev/block/254:1/size", "2000")
                .file("/sys/dev/block/254:1/dm/uuid", "LVM-abc")
                .folder("/sys/dev/block/254:1/slaves/dm-0")
                .file("/sys/class/block/dm-0/dm/uuid", LUKS2)
                .folder("/sys/class/block/dm-0/slaves/sda3")
                .file("/sys/dev/block/8:1/size", "1000")
                .file("/sys/class/block/dm-2/dm/uuid", "CRYPT-PLAIN-swap")
                .file(
                        "/proc/swaps",
                        "Filename Type Size Used Priority\n/dev/dm-2 partition 4096 0 -2\n");

        var section = collect(Programs.none());

        assertThat(section.volumes())
                .containsExactly(
                        new Volume(
                                        "/dev/mapper/vg-root",
                                        "/",
                                        "ext4",
                                        Optional.of(1_024_000L),
                                        Optional.of(true),
                                        Optional.of(EncryptionMethod.LUKS2))
                                .mounted(Optional.empty(), List.of()),
                        new Volume(
                                        "/dev/sda1",
                                        "/boot",
                                        "ext4",
                                        Optional.of(512_000L),
                                        Optional.of(false),
                                        Optional.empty())
                                .mounted(Optional.empty(), List.of()));
        assertThat(section.swaps().orElseThrow())
                .singleElement()
                .satisfies(s -> assertThat(s.method()).contains(EncryptionMethod.DM_CRYPT))
                .satisfies(s -> assertThat(s.bytes()).contains(4096L * 1024));
        assertThat(section.protection()).contains(DeviceProtection.YES);
    }

    @Test
    void aVolumeIsToldWithItsLabelAndWhatMayNotBeDoneOnIt() throws Exception {
        mounts(
                "29 1 8:2 / / rw,relatime - ext4 /dev/sda2 ro,errors=remount-ro",
                "40 29 8:3 / /home rw,nosuid,nodev,noexec,relatime shared:2 - ext4 /dev/sda3 rw",
                "41 29 8:4 / /srv ro,nodev - ext4 /dev/sda4 rw,data=ro",
                "42 29 8:5 / /var rw,noexecutables - ext4 /dev/sda5 rw,upper=ro");
        for (int i = 2; i <= 5; i++) {
            device.file("/sys/dev/block/8:" + i + "/dev", "8:" + i + "\n");
        }
        device.file("/run/udev/data/b8:2", "E:ID_FS_LABEL=school_image\nE:ID_FS_TYPE=ext4\n")
                .file(
                        "/run/udev/data/b8:3",
                        "S:x\nE:ID_FS_LABEL_ENC=school\\x20\\xc3\\xa9\\x1b[2J\nE:A=b\n");

        var volumes = collect(Programs.none()).volumes();

        assertThat(volumes)
                .extracting(Volume::options)
                .containsExactly(
                        Optional.of(List.of(MountOption.READ_ONLY)),
                        Optional.of(
                                List.of(
                                        MountOption.NO_PROGRAMS,
                                        MountOption.NO_SET_ID,
                                        MountOption.NO_DEVICES)),
                        Optional.of(List.of(MountOption.READ_ONLY, MountOption.NO_DEVICES)),
                        Optional.of(List.of()));
        assertThat(volumes)
                .extracting(Volume::label)
                .containsExactly(
                        Optional.empty(),
                        Optional.of("school é[2J"),
                        Optional.empty(),
                        Optional.empty());
    }

    @Test
    void oneOpenSwapAreaUndoesAnEncryptedRoot() throws Exception {
        mounts("29 1 254:0 / / rw - ext4 /dev/mapper/root rw");
        device.file("/sys/dev/block/254:0/dm/uuid", LUKS2.replace("LUKS2", "LUKS1"))
                .folder("/sys/class/block/sda2")
                .file("/proc/swaps", "Filename\n/dev/sda2\tpartition\t4096\t0\t-2\n");

        var section = collect(Programs.none());

        assertThat(section.volumes().getFirst().method()).contains(EncryptionMethod.LUKS1);
        assertThat(section.protection()).contains(DeviceProtection.NO);
    }

    @Test
    void aSwapFileIsAsSafeAsItsVolumeAndCompressedMemoryIsNoSwap() throws Exception {
        mounts("29 1 254:0 / / rw - ext4 /dev/mapper/root rw");
        device.file("/sys/dev/block/254:0/dm/uuid", LUKS2)
                .file(
                        "/proc/swaps",
                        "Filename\n/swap\\040file file 4096 0 -2\n/dev/zram0 partition 8 0 5\n");

        var section = collect(Programs.none());

        assertThat(section.swaps().orElseThrow())
                .singleElement()
                .satisfies(s -> assertThat(s.device()).isEqualTo("/swap file"))
                .satisfies(s -> assertThat(s.encrypted()).contains(true));
        assertThat(section.protection()).contains(DeviceProtection.YES);
    }

    @Test
    void swapThatCannotBeReadLeavesTheVerdictOpen() throws Exception {
        mounts("29 1 254:0 / / rw - ext4 /dev/mapper/root rw");
        device.file("/sys/dev/block/254:0/dm/uuid", LUKS2);

        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.YES);
        assertThat(collect(Programs.none()).swaps().orElseThrow()).isEmpty();

        Files.delete(device.files().at("/proc/swaps"));

        assertThat(collect(Programs.none()).swaps()).isEmpty();
        assertThat(collect(Programs.none()).protection()).isEmpty();
    }

    @Test
    void aDeviceThatDoesNotListItsMountsFailsInsteadOfHavingNoVolumes() {
        assertThatThrownBy(() -> collect(Programs.none())).isInstanceOf(IOException.class);
    }

    @Test
    void halfAMirrorInTheClearIsInTheClear() throws Exception {
        mounts("29 1 9:0 / / rw - ext4 /dev/md0 rw");
        device.folder("/sys/dev/block/9:0/slaves/dm-0")
                .folder("/sys/dev/block/9:0/slaves/sdb1")
                .file("/sys/class/block/dm-0/dm/uuid", LUKS2)
                .folder("/sys/class/block/sdb1");

        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.NO);
    }

    @Test
    void whatCannotBeSeenIsUnknownAndNeverNo() throws Exception {
        mounts("29 1 0:31 / / rw - overlay overlay rw,lowerdir=/x");

        var section = collect(Programs.none());

        assertThat(section.volumes().getFirst().encrypted()).isEmpty();
        assertThat(section.protection()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "CRYPT-LUKS1-0123-root, YES",
        "CRYPT-LUKS2-0123-root, YES",
        "CRYPT-PLAIN-root, YES",
        "CRYPT-BITLK-0123-root, YES",
        "CRYPT-TCRYPT-root, YES",
        "CRYPT-LOOPAES-root, YES",
        "CRYPT-VERITY-0123-root, NO",
        "CRYPT-INTEGRITY-0123-root, NO",
        "CRYPT-WHATEVER-root, NO",
        "CRYPT-, NO",
        "LVM-LUKS2-root, NO"
    })
    void onlyAMappingThatEncryptsIsEncryption(String uuid, DeviceProtection expected)
            throws Exception {
        mounts("29 1 254:0 / / ro - ext4 /dev/mapper/root ro");
        device.file("/sys/dev/block/254:0/dm/uuid", uuid)
                .folder("/sys/dev/block/254:0/slaves/sda2")
                .folder("/sys/class/block/sda2");

        assertThat(collect(Programs.none()).protection()).contains(expected);
    }

    @Test
    void anIntegrityLayerOverAnEncryptedDiskIsEncrypted() throws Exception {
        mounts("29 1 254:1 / / rw - ext4 /dev/mapper/root rw");
        device.file("/sys/dev/block/254:1/dm/uuid", "CRYPT-VERITY-0123-root")
                .folder("/sys/dev/block/254:1/slaves/dm-0")
                .file("/sys/class/block/dm-0/dm/uuid", LUKS2);

        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.YES);
    }

    @Test
    void devicesThatAreLayeredInACircleEndTheSearch() throws Exception {
        mounts("29 1 254:0 / / rw - ext4 /dev/dm-0 rw");
        device.folder("/sys/dev/block/254:0/slaves/dm-1")
                .folder("/sys/class/block/dm-1/slaves/dm-1");

        assertThat(collect(Programs.none()).protection()).isEmpty();
    }

    @Test
    void btrfsHasNoNumberOfItsOwnAndIsFoundByName() throws Exception {
        mounts(
                "29 1 0:25 /@ / rw - btrfs /dev/mapper/cr rw",
                "30 29 0:25 /@home /home rw - btrfs /dev/mapper/cr rw");
        device.file("/sys/class/block/dm-0/dm/name", "cr\n")
                .file("/sys/class/block/dm-0/dm/uuid", LUKS2)
                .file("/sys/class/block/dm-0/size", "10")
                .folder("/sys/fs/btrfs/features")
                .folder("/sys/fs/btrfs/0b1c/devices/dm-0");

        var section = collect(Programs.none());

        assertThat(section.volumes()).extracting(Volume::mountPoint).containsExactly("/", "/home");
        assertThat(section.protection()).contains(DeviceProtection.YES);
    }

    @Test
    void btrfsIsAsWeakAsTheWeakestOfItsDisks() throws Exception {
        mounts("29 1 0:25 /@ / rw - btrfs /dev/mapper/cr rw");
        device.file("/sys/class/block/dm-0/dm/name", "cr\n")
                .file("/sys/class/block/dm-0/dm/uuid", LUKS2)
                .file("/sys/class/block/dm-1/dm/uuid", LUKS2)
                .folder("/sys/class/block/sdb1")
                .folder("/sys/fs/btrfs/other/devices/sdb1")
                .folder("/sys/fs/btrfs/own/devices/dm-0")
                .folder("/sys/fs/btrfs/own/devices/dm-1");

        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.YES);

        device.folder("/sys/fs/btrfs/own/devices/sdb1");

        assertThat(collect(Programs.none()).volumes().getFirst().encrypted()).contains(false);
        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.NO);
    }

    @Test
    void btrfsWhoseDisksCannotBeListedIsUnknown() throws Exception {
        mounts("29 1 0:25 /@ / rw - btrfs /dev/mapper/cr rw");
        device.file("/sys/class/block/dm-0/dm/name", "cr\n")
                .file("/sys/class/block/dm-0/dm/uuid", LUKS2);

        assertThat(collect(Programs.none()).protection()).isEmpty();

        device.folder("/sys/fs/btrfs/own/devices/dm-0").folder("/sys/fs/btrfs/own/devices/gone");

        assertThat(collect(Programs.none()).protection()).isEmpty();
    }

    @Test
    void zfsIsAskedAndSaysItsCipher() throws Exception {
        mounts("29 1 0:25 / / rw - zfs rpool/ROOT rw");
        Programs programs =
                (command, timeout, max) -> {
                    assertThat(command)
                            .containsExactly(
                                    "zfs", "get", "-H", "-o", "value", "encryption", "rpool/ROOT");
                    return Optional.of(printed("aes-192-ccm\n"));
                };

        var section = collect(programs);

        assertThat(section.volumes())
                .containsExactly(
                        new Volume(
                                "rpool/ROOT",
                                "/",
                                "zfs",
                                Optional.empty(),
                                Optional.of(true),
                                Optional.of(EncryptionMethod.ZFS),
                                Optional.of("aes-192-ccm"),
                                Optional.of(192),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(List.of())));
        assertThat(section.protection()).contains(DeviceProtection.YES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "on fire", "bad property list", "aes-256-gcm\nrubbish"})
    void whatZfsNeverPrintsProvesNothing(String printed) {
        assertThat(Encryption.ofZfs(printed)).isEqualTo(Encryption.UNKNOWN);
        assertThat(Encryption.ofZfs("off\n")).as("of its disks").isEqualTo(Encryption.UNKNOWN);
    }

    @Test
    void moreVolumesThanCanBeSentAreAFailureAndNotAShorterList() {
        var lines =
                IntStream.range(0, 300)
                        .mapToObj(i -> "1 0 8:%1$d / /v%1$d rw - ext4 /dev/sd%1$d rw".formatted(i));

        assertThatThrownBy(() -> Mounts.local(Mounts.all(lines)))
                .hasMessageContaining("more than 256");
    }

    @Test
    void networkImagesBindsAndPluggedInSticksAreLeftOut() throws IOException {
        var lines =
                Stream.of(
                        "1 0 8:1 / / rw - ext4 /dev/sda1 rw",
                        "2 1 8:1 /srv/www /var/www rw - ext4 /dev/sda1 rw",
                        "3 1 0:40 / /mnt/nas rw - nfs4 nas:/share rw",
                        "4 1 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro",
                        "5 1 8:17 / /media/alice/KINGSTON rw - vfat /dev/sdb1 rw",
                        "6 1 0:5 / /proc rw - proc proc rw",
                        "7 1 8:2 / /with\\040blank rw - ext4 /dev/sda2 rw",
                        "8 1 8:2 / /again rw - ext4 /dev/sda2 rw",
                        "rubbish",
                        "9 1 8:3 / - ext4",
                        "");

        assertThat(Mounts.local(Mounts.all(lines)))
                .extracting(Mounts.Mount::mountPoint)
                .containsExactly("/", "/with blank");
    }

    @Test
    void aHomeThatIsAnotherVolumesBindIsJudgedByThatVolumeAndNotByRoot() throws Exception {
        device.file("/sys/dev/block/254:0/dm/uuid", LUKS2).folder("/sys/dev/block/8:17");
        var root = "29 1 254:0 / / rw - ext4 /dev/mapper/root rw";
        var data = "30 29 8:17 / /data rw - ext4 /dev/sdb1 rw";

        mounts(root, data, "31 29 8:17 / /home rw - ext4 /dev/sdb1 rw");
        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.NO);
        assertThat(collect(Programs.none()).volumes())
                .extracting(Volume::mountPoint)
                .containsExactly("/", "/data");

        mounts(root, data, "31 29 8:17 /alice /home/alice rw - ext4 /dev/sdb1 rw");
        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.NO);
        assertThat(collect(Programs.none()).volumes())
                .extracting(Volume::mountPoint)
                .containsExactly("/", "/data");
    }

    @Test
    void aHomeInTheClearThatBindsAnEncryptedVolumeIsEncrypted() throws Exception {
        mounts(
                "29 1 254:0 / / rw - ext4 /dev/mapper/root rw",
                "30 29 8:17 / /home rw - ext4 /dev/sdb1 rw",
                "31 30 254:0 /homes /home rw - ext4 /dev/mapper/root rw");
        device.file("/sys/dev/block/254:0/dm/uuid", LUKS2).folder("/sys/dev/block/8:17");

        assertThat(collect(Programs.none()).protection()).contains(DeviceProtection.YES);
    }

    /** It has no slaves, and may lie on disks that are encrypted. */
    @Test
    void aVolumeOfZfsIsUnknownByNumberAndByName() throws Exception {
        mounts("29 1 230:1 / / rw - ext4 /dev/zd0p1 rw");
        device.folder("/sys/devices/virtual/block/zd0/zd0p1")
                .link("/sys/dev/block/230:1", "../../devices/virtual/block/zd0/zd0p1")
                .folder("/sys/class/block/zd16")
                .file("/proc/swaps", "Filename\n/dev/zd16 partition 4096 0 -2\n");

        var section = collect(Programs.none());

        assertThat(section.volumes().getFirst().encrypted()).isEmpty();
        assertThat(section.swaps().orElseThrow().getFirst().encrypted()).isEmpty();
        assertThat(section.protection()).isEmpty();
    }

    @Test
    void zfsThatDoesNotEncryptIsAsSafeAsTheDisksOfItsPool() throws Exception {
        mounts("29 1 0:25 / / rw - zfs rpool/ROOT rw");
        device.file("/sys/class/block/dm-0/dm/uuid", LUKS2)
                .file("/sys/class/block/dm-1/dm/uuid", LUKS2)
                .folder("/sys/class/block/sda2");

        assertThat(onPool(Optional.empty())).as("nothing lists them").isEmpty();
        assertThat(
                        onPool(
                                Optional.of(
                                        "rpool\t9G\t1G\n\tmirror-0\t9G\n\t/dev/dm-0\t-\n\t/dev/dm-1\t-\n")))
                .contains(DeviceProtection.YES);
        assertThat(onPool(Optional.of("rpool\t9G\n\t/dev/dm-0\t-\nlogs\t-\n  /dev/sda2\t-\n")))
                .contains(DeviceProtection.NO);
        assertThat(onPool(Optional.of("rpool\t9G\n\t/dev/dm-0\t-\n\t/var/pool.img\t-\n")))
                .isEmpty();
        assertThat(onPool(Optional.of("rpool\t9G\n\t/dev/dm-0\t-\n\t1234567\t-\n"))).isEmpty();
        assertThat(onPool(Optional.of("rpool\t9G\n"))).isEmpty();
    }

    private Optional<DeviceProtection> onPool(Optional<String> disks) throws Exception {
        Programs programs =
                (command, timeout, max) ->
                        command.getFirst().equals("zfs")
                                ? Optional.of(printed("off\n"))
                                : disks.map(VolumesCollectorTest::printed);
        return collect(programs).protection();
    }

    private void mounts(String... lines) {
        device.file("/proc/self/mountinfo", String.join("\n", lines) + "\n");
    }

    private VolumesSection collect(Programs programs) throws IOException, InterruptedException {
        var facts = (Collected.Facts) new VolumesCollector(device.files(), programs).collect();
        return (VolumesSection) facts.section();
    }

    private static ProgramResult printed(String output) {
        return new ProgramResult(0, output, "", false, false);
    }
}
