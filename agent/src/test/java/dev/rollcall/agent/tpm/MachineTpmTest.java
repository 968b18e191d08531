package dev.rollcall.agent.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers of a TPM mean; a real one is asked in the journey. */
class MachineTpmTest {

    @TempDir private Path nothing;

    /** Asked for its storage root key, it gives this answer as often as it is asked. */
    private static Optional<String> asked(String answer) throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (var peer = listening.accept()) {
                            while (peer.getInputStream().readNBytes(14).length == 14) {
                                peer.getOutputStream().write(HexFormat.of().parseHex(answer));
                                if (answer.length() < 20) {
                                    return;
                                }
                            }
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            return MachineTpm.by("swtpm:host=127.0.0.1,port=" + listening.getLocalPort()).digest();
        }
    }

    @Test
    void itIsKnownByItsStorageRootKey() throws Exception {
        var one = asked("80010000001200000000" + "0002abcd" + "0000" + "0000");

        assertThat(one)
                .isPresent()
                .isNotEqualTo(asked("80010000001200000000" + "0002abce00000000"));
        assertThat(asked("80010000000a0000018b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"80010000000a00000902", "80010000000a00000922"})
    void whatIsBusyIsNotAnother(String busy) {
        assertThatThrownBy(() -> asked(busy))
                .isInstanceOfSatisfying(TpmException.class, e -> assertThat(e.isAnswer()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8001", "7fffffffffffff"})
    void whatIsNoAnswerIsAnError(String answer) {
        assertThatThrownBy(() -> asked(answer))
                .isInstanceOfSatisfying(
                        TpmException.class, e -> assertThat(e.isAnswer()).isFalse());
    }

    @Test
    void whatIsNotThereOrNotUnderstoodIsAnError() {
        assertThatThrownBy(() -> MachineTpm.below(nothing).digest())
                .isInstanceOf(TpmException.class)
                .hasMessageContaining("tpmrm0");
        assertThatThrownBy(() -> MachineTpm.by("device:/dev/tpm99").digest())
                .hasMessage("no TPM at /dev/tpm99");
        assertThatThrownBy(() -> MachineTpm.by("tabrmd:bus=x").digest())
                .hasMessageContaining("tabrmd");
    }
}
