package dev.rollcall.agent.inventory.disks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ciphers of mapped volumes, from the header on the disk below. */
class VolumeCiphersTest {

    private static final String LUKS1 = "CRYPT-LUKS1-" + RecordedHeaders.LUKS1_UUID + "-swap";
    private static final String LUKS2 = "CRYPT-LUKS2-" + RecordedHeaders.LUKS2_UUID + "-root";

    @TempDir private Path folder;
    private PlantedDevice device;

    @BeforeEach
    void plant() throws Exception {
        device =
                new PlantedDevice(folder)
                        .file(
                                "/proc/self/mountinfo",
                                "29 1 254:0 / / rw - ext4 /dev/mapper/root rw\n")
                        .file("/sys/dev/block/254:0/dm/uuid", LUKS2)
                        .folder("/sys/dev/block/254:0/slaves/sda3")
                        .folder("/sys/class/block/sda3")
                        .file("/dev/sda3", RecordedHeaders.luks2())
                        .file("/sys/class/block/dm-1/dm/uuid", LUKS1)
                        .folder("/sys/class/block/dm-1/slaves/cciss!c0d0p2")
                        .folder("/sys/class/block/cciss!c0d0p2")
                        .file("/dev/cciss/c0d0p2", RecordedHeaders.luks1())
                        .file("/proc/swaps", "Filename\n/dev/dm-1 partition 4096 0 -2\n");
    }

    @Test
    void volumesAndSwapSayCipherLengthSlotsAndDerivation() throws Exception {
        var section = collect();

        assertThat(root(section).cipher()).contains("aes-xts-plain64");
        assertThat(root(section).keyBits()).contains(512);
        assertThat(root(section).keySlots()).contains(2);
        assertThat(root(section).keyDerivation()).contains("argon2id, pbkdf2");
        assertThat(section.swaps().orElseThrow())
                .containsExactly(
                        new VolumesSection.SwapArea(
                                "/dev/dm-1",
                                Optional.of(4096L * 1024),
                                Optional.of(true),
                                Optional.of(EncryptionMethod.LUKS1),
                                Optional.of("aes-cbc-essiv:sha256"),
                                Optional.of(256),
                                Optional.of(2),
                                Optional.of("pbkdf2")));
        assertThat(section.protection()).contains(DeviceProtection.YES);
    }

    /** What authenticated encryption puts between the mapping and its disk. */
    @Test
    void aHeaderIsFoundBelowALayerOfIntegrity() throws Exception {
        device.file("/sys/dev/block/254:0/dm/uuid", LUKS2)
                .folder("/sys/class/block/dm-7/slaves/sda3")
                .file("/sys/class/block/dm-7/dm/uuid", "CRYPT-INTEGRITY-root_dif")
                .folder("/sys/dev/block/254:0/slaves/dm-7");
        Files.delete(device.files().at("/sys/dev/block/254:0/slaves/sda3"));

        assertThat(root(collect()).cipher()).contains("aes-xts-plain64");
    }

    @Test
    void aHeaderThatIsAnothersOrElsewhereOrDamagedLeavesTheMethod() throws Exception {
        device.file("/dev/sda3", RecordedHeaders.luks1());
        isEncryptedAndNoMore();

        var damaged = RecordedHeaders.luks2();
        damaged[5000]++;
        device.file("/dev/sda3", damaged);
        isEncryptedAndNoMore();

        Files.delete(device.files().at("/dev/sda3"));
        isEncryptedAndNoMore();

        device.folder("/dev/sda3");
        isEncryptedAndNoMore();
    }

    @Test
    void aPlainMappingHasNoHeader() throws Exception {
        device.file("/sys/dev/block/254:0/dm/uuid", "CRYPT-PLAIN-root");

        assertThat(root(collect()).method()).contains(EncryptionMethod.DM_CRYPT);
        assertThat(root(collect()).cipher()).isEmpty();
    }

    /** It exists for tests, and to encrypt later: all lies in the clear. */
    @Test
    void theCipherThatChangesNothingIsNoEncryption() throws Exception {
        var header = RecordedHeaders.luks1();
        Arrays.fill(header, 8, 72, (byte) 0);
        put(header, 8, "cipher_null");
        put(header, 40, "ecb");
        device.file("/dev/cciss/c0d0p2", header);

        var swap = collect().swaps().orElseThrow().getFirst();

        assertThat(swap.encrypted()).contains(false);
        assertThat(swap.method()).isEmpty();
        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @Test
    void ofSeveralDisksWhatTheyAgreeOnIsSaid() throws Exception {
        var one =
                "{\"keyslots\":{\"0\":{\"type\":\"luks2\",\"key_size\":32,\"kdf\":{\"type\":\"argon2id\"}}},"
                        + "\"digests\":{\"0\":{\"keyslots\":[\"0\"],\"segments\":[\"0\"]}},"
                        + "\"segments\":{\"0\":{\"encryption\":\"aes-xts-plain64\"}}}";
        device.file("/proc/self/mountinfo", "29 1 9:0 / / rw - ext4 /dev/md0 rw\n")
                .folder("/sys/dev/block/9:0/slaves/dm-2")
                .folder("/sys/dev/block/9:0/slaves/dm-3")
                .file("/sys/class/block/dm-2/dm/uuid", LUKS2)
                .folder("/sys/class/block/dm-2/slaves/sda3")
                .file("/sys/class/block/dm-3/dm/uuid", LUKS2)
                .folder("/sys/class/block/dm-3/slaves/sdb3")
                .folder("/sys/class/block/sdb3")
                .file("/dev/sdb3", RecordedHeaders.luks2(one, 16_384));

        var root = root(collect());

        assertThat(root.method()).contains(EncryptionMethod.LUKS2);
        assertThat(root.cipher()).contains("aes-xts-plain64");
        assertThat(root.keyBits()).isEmpty();
        assertThat(root.keySlots()).isEmpty();
    }

    private void isEncryptedAndNoMore() throws Exception {
        assertThat(root(collect()))
                .isEqualTo(
                        new Volume(
                                        "/dev/mapper/root",
                                        "/",
                                        "ext4",
                                        Optional.empty(),
                                        Optional.of(true),
                                        Optional.of(EncryptionMethod.LUKS2))
                                .mounted(Optional.empty(), List.of()));
        assertThat(collect().protection()).contains(DeviceProtection.YES);
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static Volume root(VolumesSection section) {
        return section.volumes().getFirst();
    }

    private VolumesSection collect() throws Exception {
        var collector = new VolumesCollector(device.files(), Programs.none());
        return (VolumesSection) ((Collected.Facts) collector.collect()).section();
    }
}
