package dev.rollcall.agent.inventory.disks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that cryptsetup writes into files here, where it is installed. */
class RealCryptsetupTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String[] QUICK = {"--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"};

    @TempDir private Path folder;
    private Path image;

    @BeforeEach
    void isInstalled() throws Exception {
        var version = Programs.ofThisMachine().run(List.of("cryptsetup", "--version"), LIMIT, 1000);
        if (version.isEmpty()) {
            System.err.println("SKIPPED: there is no cryptsetup here");
        }
        assumeThat(version).isPresent();
        image = folder.resolve("disk");
        try (var disk = new RandomAccessFile(image.toFile(), "rw")) {
            disk.setLength(20L << 20);
        }
        Files.writeString(folder.resolve("key"), "a passphrase");
        Files.writeString(folder.resolve("other"), "another one");
    }

    @ParameterizedTest
    @CsvSource({
        "luks1, aes-xts-plain64, 512",
        "luks1, aes-cbc-essiv:sha256, 128",
        "luks1, aes-cbc-plain64, 192",
        "luks2, aes-xts-plain64, 256",
        "luks2, aes-xts-plain64, 512",
        "luks2, aes-cbc-essiv:sha256, 256"
    })
    void cipherAndLengthAreThoseThatItWasGiven(String type, String cipher, int bits)
            throws Exception {
        format(type, "--cipher", cipher, "--key-size", String.valueOf(bits));

        var read = read().orElseThrow();
        var uuid = cryptsetup("luksUUID").strip();

        assertThat(read.cipher())
                .isEqualTo(
                        new Cipher(
                                Optional.of(cipher),
                                Optional.of(bits),
                                Optional.of(1),
                                Optional.of("pbkdf2")));
        assertThat(read.isOf("CRYPT-" + type.toUpperCase() + "-" + uuid.replace("-", "") + "-x"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"luks1", "luks2"})
    void slotsAreCountedAsTheyComeAndGo(String type) throws Exception {
        format(type);
        add();
        add();

        assertThat(slots()).contains(3);

        cryptsetup("luksKillSlot", "1");

        assertThat(slots()).contains(2);

        cryptsetup("luksErase");

        assertThat(slots()).contains(0);
        assertThat(read().orElseThrow().cipher().keyDerivation()).isEmpty();
    }

    @Test
    void eachDerivationIsSaidAndASlotThatOpensNothingDoesNotCount() throws Exception {
        cryptsetup(
                "luksFormat",
                "--type",
                "luks2",
                "--pbkdf",
                "argon2id",
                "--pbkdf-memory",
                "32",
                "--pbkdf-force-iterations",
                "4",
                key("key"));
        assertThat(read().orElseThrow().cipher().keyDerivation()).contains("argon2id");

        add();
        cryptsetup(QUICK, "luksAddKey", "--unbound", "--key-size", "256", key("other"));

        assertThat(read().orElseThrow().cipher())
                .isEqualTo(
                        new Cipher(
                                Optional.of("aes-xts-plain64"),
                                Optional.of(512),
                                Optional.of(2),
                                Optional.of("argon2id, pbkdf2")));
    }

    @ParameterizedTest
    @CsvSource({"16k", "64k", "4096k"})
    void aHeaderIsReadInEverySize(String size) throws Exception {
        format(
                "luks2",
                "--luks2-metadata-size",
                size,
                "--luks2-keyslots-size",
                "1024k",
                "--label",
                "school");

        assertThat(slots()).contains(1);
    }

    @Test
    void aDiskThatIsStillToBeEncryptedIsInTheClear() throws Exception {
        try (var disk = new RandomAccessFile(image.toFile(), "rw")) {
            disk.setLength(64L << 20);
        }
        cryptsetup(
                QUICK,
                "reencrypt",
                "--key-file",
                key("key"),
                "--encrypt",
                "--reduce-device-size",
                "32M",
                "--init-only");

        assertThat(read().orElseThrow().cipher().nothing()).isTrue();
    }

    private void format(String type, String... options) throws Exception {
        var command = new ArrayList<>(List.of("luksFormat", "--type", type));
        command.addAll(List.of(options));
        command.add(key("key"));
        cryptsetup(QUICK, command.toArray(String[]::new));
    }

    private void add() throws Exception {
        cryptsetup(QUICK, "luksAddKey", "--key-file", key("key"), key("other"));
    }

    private String key(String name) {
        return folder.resolve(name).toString();
    }

    private Optional<Integer> slots() throws IOException {
        return read().orElseThrow().cipher().keySlots();
    }

    private Optional<LuksHeader> read() throws IOException {
        var files = DeviceFiles.below(folder);
        return LuksHeader.read(most -> files.beginning("/disk", most));
    }

    private String cryptsetup(String... arguments) throws Exception {
        return cryptsetup(new String[0], arguments);
    }

    /** The image comes after the action and its options, and before the key or number of a slot. */
    private String cryptsetup(String[] options, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("cryptsetup", "-q"));
        command.addAll(List.of(options));
        var words = new ArrayList<>(List.of(arguments));
        boolean last = words.size() > 1;
        words.add(last ? words.size() - 1 : 1, image.toString());
        command.addAll(words);
        var result = Programs.ofThisMachine().run(command, LIMIT, 64 * 1024);
        assertThat(result.filter(ProgramResult::succeeded))
                .as("%s: %s", command, result)
                .isPresent();
        return result.orElseThrow().output();
    }
}
