package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.api.TechnicianRoom;
import dev.rollcall.server.cli.client.ClientSettings;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices say of the ciphers of their volumes, asked, shown and exported by the command. */
class CipherJourneyTest {

    @TempDir private Path home;
    private TestDatabase.Fresh database;
    private TechnicianRoom room;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.H2.fresh();
        room =
                new TechnicianRoom(
                        new TestFleet(database.database()),
                        Files.createDirectory(home.resolve("data")));
        room.office.person("kim", Role.TECHNICIAN, room.fleet().root());
        new ClientSettings(
                        URI.create("https://localhost:" + room.http.port() + "/"),
                        Digest.of(room.http.tls().root().getEncoded()),
                        "kim",
                        Optional.empty(),
                        "kim",
                        Optional.of("lincoln"))
                .save(home.resolve(".config/rollcall/client.json"));
        device("old", "aes-cbc-essiv:sha256", 256, 2, "pbkdf2");
        device("new", "aes-xts-plain64", 512, 1, "argon2id, pbkdf2");
    }

    @AfterEach
    void stop() {
        room.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "volumes.volumes.cipher:aes-cbc*         | old",
                "volume.cipher:aes-xts-plain64           | new",
                "volume.keyBits<512                      | old",
                "volume.keySlots>1                       | old",
                "volume.keyDerivation:*argon2id*         | new",
                "swap.cipher:aes-cbc*                    | old",
                "volumes.swaps.keySlots:1                | new",
                "volume.method:luks2 volume.keySlots<2   | new"
            })
    void devicesAreFoundByTheCiphersOfTheirVolumes(String query, String found) {
        var listed = CommandRun.of(home, "device", "list", query);

        assertThat(listed.code()).isZero();
        assertThat(listed.out()).startsWith("matched 1 · of 2").contains("\n" + found + " ");
    }

    @Test
    void aVolumeIsShownWithItsCipherAndItsSlots() {
        var shown = CommandRun.of(home, "device", "show", "old").out();

        assertThat(shown)
                .contains(
                        "cipher aes-cbc-essiv:sha256",
                        "keyBits 256",
                        "keySlots 2",
                        "keyDerivation pbkdf2");
    }

    @Test
    void anExportSaysThemBesideEachVolume() {
        assertThat(CommandRun.of(home, "export", "compliance").out())
                .contains(
                        "/ yes luks2 aes-cbc-essiv:sha256 2 slots;"
                                + " swap /dev/dm-1 yes luks2 aes-cbc-essiv:sha256 2 slots",
                        "/ yes luks2 aes-xts-plain64 1 slot");
    }

    private void device(String name, String cipher, int keyBits, int keySlots, String derivation) {
        var device = room.device(room.fleet().lab(), name, DeviceProtection.NO);
        room.deliver(
                device,
                new VolumesSection(
                        List.of(
                                new Volume(
                                        "/dev/dm-0",
                                        "/",
                                        "ext4",
                                        Optional.empty(),
                                        Optional.of(true),
                                        Optional.of(EncryptionMethod.LUKS2),
                                        Optional.of(cipher),
                                        Optional.of(keyBits),
                                        Optional.of(keySlots),
                                        Optional.of(derivation))),
                        Optional.of(
                                List.of(
                                        new SwapArea(
                                                "/dev/dm-1",
                                                Optional.empty(),
                                                Optional.of(true),
                                                Optional.of(EncryptionMethod.LUKS2),
                                                Optional.of(cipher),
                                                Optional.of(keyBits),
                                                Optional.of(keySlots),
                                                Optional.of(derivation)))),
                        Optional.of(DeviceProtection.YES)));
    }
}
