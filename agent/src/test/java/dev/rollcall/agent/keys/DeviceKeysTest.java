package dev.rollcall.agent.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.keys.KeyUnusableException.Reason;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.tpm.MachineTpm;
import dev.rollcall.common.pki.KeyProtection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where keys are made on machines whose TPM is not there; with one, see the journey. */
class DeviceKeysTest {

    private static final String NO_DEVICE = "this machine shows no TPM 2.0 (/dev/tpmrm0)";

    @TempDir private Path temporary;
    private Path root;
    private StateFolder folder;

    @BeforeEach
    void begin() throws Exception {
        root = Files.createDirectory(temporary.resolve("root"));
        folder = StateFolder.open(temporary.resolve("state"));
    }

    private DeviceKeys keys(KeyChoice choice) {
        return DeviceKeys.of(folder, choice, tpm());
    }

    private MachineTpm tpm() {
        return MachineTpm.below(root);
    }

    private void plant(String file) throws Exception {
        var planted = root.resolve(file);
        Files.createDirectories(planted.getParent());
        Files.createFile(planted);
    }

    private static void assertIsInAFile(KeyPair made) {
        assertThat(made.getPrivate().getEncoded()).isNotEmpty();
        assertThat(DeviceKeys.protection(made.getPrivate())).isEqualTo(KeyProtection.FILE);
        assertThat(DeviceKeys.reference(made.getPrivate())).isEmpty();
    }

    @Test
    void withoutATpmTheyAreMadeInAFileAndItIsSaidWhy() throws Exception {
        var made = keys(KeyChoice.AUTO).make(Optional.empty());

        assertIsInAFile(made);
        assertThat(keys(KeyChoice.AUTO).where(made.getPrivate()))
                .isEqualTo("in a file: " + NO_DEVICE);
    }

    @Test
    void withoutTheLibraryTheyAreMadeInAFileAndItIsSaidWhatToInstall() throws Exception {
        plant("dev/tpmrm0");

        var made = keys(KeyChoice.AUTO).make(Optional.empty());

        assertIsInAFile(made);
        assertThat(keys(KeyChoice.AUTO).where(made.getPrivate()))
                .contains("libtpm2-pkcs11-1 is not installed");
    }

    @Test
    void whoAsksForATpmGetsNoKeyWithoutOne() {
        assertThatThrownBy(() -> keys(KeyChoice.TPM).make(Optional.empty()))
                .isInstanceOf(KeyUnusableException.class)
                .hasMessageContaining(NO_DEVICE);
        assertThat(folder.path().resolve("tpm")).doesNotExist();
    }

    @Test
    void whoAsksForAFileGetsOneThoughThereIsATpm() throws Exception {
        plant("dev/tpmrm0");
        plant("usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1");

        var made = keys(KeyChoice.FILE).make(Optional.empty());

        assertIsInAFile(made);
        assertThat(keys(KeyChoice.FILE).where(made.getPrivate())).contains("as --key-store says");
        assertThat(keys(KeyChoice.AUTO).where(made.getPrivate()))
                .contains("the next renewal tries the TPM");
    }

    @Test
    void aKeyWhoseTokenIsGoneIsLostForGood() {
        var key = keys(KeyChoice.AUTO).referred("rollcall-0a1b2c3d:" + "ab".repeat(16));

        assertThatThrownBy(() -> DeviceKeys.check(key))
                .isInstanceOfSatisfying(
                        KeyUnusableException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.LOST);
                            assertThat(e.isForGood()).isTrue();
                        });
        assertThat(key.getEncoded()).isNull();
        assertThat(DeviceKeys.protection(key)).isEqualTo(KeyProtection.CLAIMED);
    }

    @Test
    void whatIsNoReferenceIsNone() {
        var keys = keys(KeyChoice.AUTO);

        assertThatThrownBy(() -> keys.referred("rollcall-0a1b2c3d:../../etc"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_TPM, false, false, does not answer",
        "NO_TPM, true, true, this disk came from another machine",
        "NO_LIBRARY, true, false, install libtpm2-pkcs11-1",
        "FAILED, false, false, failed at using the key",
        "OTHER_TPM, false, true, cleared or replaced",
        "OTHER_TPM, true, true, this disk came from another machine",
        "LOST, false, true, enroll this device again"
    })
    void aTechnicianIsToldWhatToDo(
            Reason reason, boolean otherMachine, boolean forGood, String told) {
        var trouble = new KeyUnusableException(reason, otherMachine, "C_Login answers 0x5");

        assertThat(trouble.isForGood()).isEqualTo(forGood);
        assertThat(trouble)
                .hasMessageContaining(told)
                .hasMessageEndingWith("(C_Login answers 0x5)");
    }
}
