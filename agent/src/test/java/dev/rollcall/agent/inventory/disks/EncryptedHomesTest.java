package dev.rollcall.agent.inventory.disks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.FolderEncryption;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Homes that are encrypted one by one, on a root that is encrypted beside a /home that is not. */
class EncryptedHomesTest {

    private static final String ROOT = "29 1 254:0 / / rw - ext4 /dev/mapper/root rw\n";
    private static final String HOME = "30 29 8:2 / /home rw - ext4 /dev/sda2 rw\n";
    private static final String ECRYPTFS =
            "61 30 0:51 / /home/%1$s rw,nosuid shared:9 - ecryptfs /home/.ecryptfs/%1$s/.Private"
                    + " rw,ecryptfs_fnek_sig=0011223344556677,ecryptfs_sig=8899aabbccddeeff,"
                    + "ecryptfs_cipher=aes,ecryptfs_key_bytes=16,ecryptfs_unlink_sigs\n";

    @TempDir private Path folder;
    private PlantedDevice device;
    private final Map<String, FolderEncryption.Answer> policies = new HashMap<>();

    @BeforeEach
    void plant() {
        device =
                new PlantedDevice(folder)
                        .file("/proc/swaps", "Filename\n")
                        .file("/proc/self/mountinfo", ROOT + HOME)
                        .file("/sys/dev/block/254:0/dm/uuid", "CRYPT-LUKS2-0123456789abcdef-root")
                        .folder("/sys/dev/block/8:2");
    }

    @Test
    void homesThatEcryptfsUtilsMadeAreEncryptedMountedOrNot() throws Exception {
        prepared("alice");
        prepared("bob");

        var section = collect();

        assertThat(home(section))
                .isEqualTo(
                        new Volume(
                                "/dev/sda2",
                                "/home",
                                "ext4",
                                Optional.empty(),
                                Optional.of(true),
                                Optional.of(EncryptionMethod.ECRYPTFS),
                                Optional.of("aes"),
                                Optional.of(128),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(List.of())));
        assertThat(section.protection()).contains(DeviceProtection.YES);

        device.file("/proc/self/mountinfo", ROOT + HOME + ECRYPTFS.formatted("alice"));

        assertThat(collect()).as("nothing tells who is logged in").isEqualTo(section);
    }

    @Test
    void oneHomeInTheClearUndoesAllOthers() throws Exception {
        prepared("alice");
        device.folder("/home/bob");

        assertThat(home(collect()).encrypted()).contains(false);
        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    /** What a migration leaves behind. */
    @Test
    void aCopyOfAHomeInTheClearIsAHomeInTheClear() throws Exception {
        prepared("alice");
        device.folder("/home/alice.Xa3Bc9Qd");

        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {".Private", ".ecryptfs/Private.mnt", ".ecryptfs/Private.sig"})
    void aHomeThatIsPreparedByHalvesIsNot(String missing) throws Exception {
        prepared("alice");
        Files.delete(device.files().at("/home/.ecryptfs/alice/" + missing));

        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/home/bob", "/home/alice/Private", "", "/home/alice\n/home/bob"})
    void aPrivateFolderInAHomeIsNoHome(String mountPoint) throws Exception {
        prepared("alice");
        device.file("/home/.ecryptfs/alice/.ecryptfs/Private.mnt", mountPoint);

        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @Test
    void whatPeoplePlantIsNeitherFollowedNorReadWithoutEnd() throws Exception {
        prepared("alice");
        Files.delete(device.files().at("/home/.ecryptfs/alice/.ecryptfs/Private.mnt"));
        device.file("/etc/secret", "/home/alice")
                .link(
                        "/home/.ecryptfs/alice/.ecryptfs/Private.mnt",
                        device.files().at("/etc/secret").toString());
        assertThat(collect().protection()).contains(DeviceProtection.NO);

        Files.delete(device.files().at("/home/.ecryptfs/alice/.ecryptfs/Private.mnt"));
        device.file("/home/.ecryptfs/alice/.ecryptfs/Private.mnt", new byte[1_000_000]);
        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @Test
    void aMountOfEcryptfsThatStaysIsAVolumeAndOneOfAPersonIsNot() throws Exception {
        device.file(
                "/proc/self/mountinfo",
                ROOT
                        + "61 29 0:51 / /srv/records rw - ecryptfs /srv/.records"
                        + " rw,ecryptfs_sig=8899aabb,ecryptfs_cipher=twofish,ecryptfs_key_bytes=32\n"
                        + "62 29 0:52 / /export/alice/Private rw - ecryptfs /export/alice/.Private rw\n"
                        + "63 29 0:53 / /srv/odd rw - ecryptfs /srv/.odd"
                        + " rw,ecryptfs_cipher=a b,ecryptfs_key_bytes=999999999999\n");

        assertThat(collect().volumes())
                .extracting(Volume::mountPoint, Volume::method, Volume::cipher, Volume::keyBits)
                .containsExactly(
                        tuple(
                                "/",
                                Optional.of(EncryptionMethod.LUKS2),
                                Optional.empty(),
                                Optional.empty()),
                        tuple(
                                "/srv/odd",
                                Optional.of(EncryptionMethod.ECRYPTFS),
                                Optional.of("a"),
                                Optional.empty()),
                        tuple(
                                "/srv/records",
                                Optional.of(EncryptionMethod.ECRYPTFS),
                                Optional.of("twofish"),
                                Optional.of(256)));
    }

    @Test
    void aHomeThatIsMountedWithoutEcryptfsUtilsIsEncryptedAsItsOptionsSay() throws Exception {
        device.folder("/home/carol")
                .file("/proc/self/mountinfo", ROOT + HOME + ECRYPTFS.formatted("carol"));

        assertThat(home(collect()).cipher()).contains("aes");
        assertThat(home(collect()).keyBits()).contains(128);
        assertThat(collect().protection()).contains(DeviceProtection.YES);
    }

    @Test
    void foldersOfFscryptAreEncryptedByTheirPolicies() throws Exception {
        policy("alice", 1);
        policy("bob", 1);

        var home = home(collect());

        assertThat(home.method()).contains(EncryptionMethod.FSCRYPT);
        assertThat(home.cipher()).contains("aes-256-xts");
        assertThat(home.keyBits()).contains(512);
        assertThat(collect().protection()).contains(DeviceProtection.YES);

        device.folder("/home/carol");
        policies.put("carol", new FolderEncryption.Unknown());

        assertThat(home(collect()).encrypted()).isEmpty();
        assertThat(collect().protection()).isEmpty();

        policies.put("carol", new FolderEncryption.NoPolicy());

        assertThat(home(collect()).encrypted()).contains(false);
        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @ParameterizedTest
    @CsvSource({
        "1, aes-256-xts, 512",
        "5, aes-128-cbc, 128",
        "7, sm4-xts, 256",
        "9, adiantum, 256",
        "77,,"
    })
    void modesHaveTheNamesOfTheKernel(int mode, String cipher, Integer bits) throws Exception {
        policy("alice", mode);

        assertThat(home(collect()).encrypted()).contains(true);
        assertThat(home(collect()).cipher()).isEqualTo(Optional.ofNullable(cipher));
        assertThat(home(collect()).keyBits()).isEqualTo(Optional.ofNullable(bits));
    }

    @Test
    void homesEncryptedInDifferentWaysAreEncryptedAndNoWayIsNamed() throws Exception {
        policy("alice", 1);
        prepared("bob");

        assertThat(home(collect()).encrypted()).contains(true);
        assertThat(home(collect()).method()).isEmpty();
        assertThat(collect().protection()).contains(DeviceProtection.YES);
    }

    @Test
    void homesOnARootInTheClearAreSaidAndTheDeviceIsNotProtected() throws Exception {
        device.file("/proc/self/mountinfo", "29 1 8:2 / / rw - ext4 /dev/sda2 rw\n");
        policy("alice", 1);

        var section = collect();

        assertThat(section.volumes())
                .extracting(Volume::mountPoint, Volume::device, Volume::encrypted)
                .containsExactly(
                        tuple("/", "/dev/sda2", Optional.of(false)),
                        tuple("/home", "/dev/sda2", Optional.of(true)));
        assertThat(section.protection()).contains(DeviceProtection.NO);

        device.folder("/home/bob");

        assertThat(collect().volumes()).extracting(Volume::mountPoint).containsExactly("/");
    }

    @Test
    void aSwapFileBesideEncryptedHomesIsInTheClear() throws Exception {
        policy("alice", 1);
        device.file("/proc/swaps", "Filename\n/home/swapfile file 4096 0 -2\n");

        assertThat(collect().swaps().orElseThrow().getFirst().encrypted()).contains(false);
        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @Test
    void aHomeOnAVolumeOfItsOwnIsAsSafeAsThat() throws Exception {
        device.file(
                        "/proc/self/mountinfo",
                        ROOT + "40 29 8:7 / /home/alice rw - ext4 /dev/sda7 rw\n")
                .folder("/sys/dev/block/8:7")
                .folder("/home/alice");

        assertThat(collect().protection()).contains(DeviceProtection.NO);

        device.file("/sys/dev/block/8:7/dm/uuid", "CRYPT-LUKS2-0123456789abcdef-alice");

        assertThat(collect().protection()).contains(DeviceProtection.YES);
    }

    @Test
    void homesOfADomainAreLookedAtBelowItsFolder() throws Exception {
        device.folder("/home/LINCOLN/alice").folder("/home/LINCOLN/bob");
        var owner = Files.getAttribute(device.files().at("/home/LINCOLN"), "unix:uid");
        policies.put("alice", new FolderEncryption.Policy(1));
        policies.put("bob", new FolderEncryption.Policy(1));

        assertThat(collect().protection())
                .contains(owner.equals(0) ? DeviceProtection.YES : DeviceProtection.NO);
    }

    /** Its image lies there always, and the home only while somebody is logged in. */
    @Test
    void aHomeOfSystemdIsJudgedByWhatStays() throws Exception {
        device.file("/home/alice.home", "an image").folder("/home/bob.homedir");
        policies.put("bob.homedir", new FolderEncryption.Policy(1));
        var loggedOut = collect();
        device.folder("/home/alice")
                .folder("/home/bob")
                .file("/sys/dev/block/254:9/dm/uuid", "CRYPT-LUKS2-0123456789abcdef-home-alice")
                .file(
                        "/proc/self/mountinfo",
                        ROOT + HOME + "70 30 254:9 / /home/alice rw - ext4 /dev/dm-9 rw\n");

        assertThat(loggedOut.protection()).isEmpty();
        assertThat(collect()).isEqualTo(loggedOut);
    }

    /** A server that is gone would keep whoever looks waiting. */
    @ParameterizedTest
    @ValueSource(strings = {"nfs4", "autofs", "fuse.sshfs"})
    void aHomeThatIsKeptElsewhereIsNotLookedAt(String type) throws Exception {
        policy("alice", 1);
        device.folder("/home/bob")
                .file(
                        "/proc/self/mountinfo",
                        ROOT + HOME + "70 30 0:70 / /home/bob rw - " + type + " nas:/bob rw\n");
        policies.put("bob", new FolderEncryption.NoPolicy());

        assertThat(collect().protection()).contains(DeviceProtection.YES);
    }

    @Test
    void aLinkToTheFolderOfHomesIsFollowedAndOneInItIsNot() throws Exception {
        device.file("/proc/self/mountinfo", ROOT + "30 29 8:2 / /var/home rw - ext4 /dev/sda2 rw\n")
                .link("/home", "var/home")
                .folder("/var/home/alice");
        policies.put("alice", new FolderEncryption.Policy(1));

        assertThat(collect().protection()).contains(DeviceProtection.YES);
        assertThat(collect().volumes())
                .extracting(Volume::mountPoint)
                .containsExactly("/", "/var/home");

        device.link("/var/home/bob", "/data/bob");
        policies.put("bob", new FolderEncryption.Unknown());

        assertThat(collect().protection()).isEmpty();
    }

    @Test
    void noHomesAtAllAreAsSafeAsWhereTheyWouldBe() throws Exception {
        device.folder("/home/lost+found").folder("/home/.snapshots").file("/home/notes", "x");

        assertThat(home(collect()).encrypted()).contains(false);
        assertThat(collect().protection()).contains(DeviceProtection.NO);
    }

    @Test
    void moreHomesThanAreLookedAtAreUnknown() throws Exception {
        for (int home = 0; home < 501; home++) {
            policy("pupil-" + home, 1);
        }

        assertThat(home(collect()).encrypted()).isEmpty();
        assertThat(collect().protection()).isEmpty();
    }

    private void prepared(String name) {
        device.folder("/home/" + name)
                .folder("/home/.ecryptfs/" + name + "/.Private")
                .file(
                        "/home/.ecryptfs/" + name + "/.ecryptfs/Private.sig",
                        "8899aabbccddeeff\n0011223344556677\n")
                .file("/home/.ecryptfs/" + name + "/.ecryptfs/Private.mnt", "/home/" + name + "\n");
    }

    private void policy(String name, int mode) {
        device.folder("/home/" + name);
        policies.put(name, new FolderEncryption.Policy(mode));
    }

    private static Volume home(VolumesSection section) {
        return section.volumes().stream()
                .filter(volume -> volume.mountPoint().equals("/home"))
                .findFirst()
                .orElseThrow();
    }

    private VolumesSection collect() throws Exception {
        var collector =
                new VolumesCollector(
                        device.files(),
                        Programs.none(),
                        home ->
                                policies.getOrDefault(
                                        home.getFileName().toString(),
                                        new FolderEncryption.NoPolicy()));
        return (VolumesSection) ((Collected.Facts) collector.collect()).section();
    }
}
