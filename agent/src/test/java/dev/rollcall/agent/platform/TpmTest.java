package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers of a TPM mean; a real one is asked in the journey. */
class TpmTest {

    private static final Path NO_DEVICE = Path.of("/nonexistent/tpmrm0");

    private static Optional<byte[]> asked(String answer) throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (var peer = listening.accept()) {
                            peer.getInputStream().readNBytes(14);
                            peer.getOutputStream().write(HexFormat.of().parseHex(answer));
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            return TpmCommand.storageRootKey(
                    NO_DEVICE,
                    Optional.of("swtpm:host=127.0.0.1,port=" + listening.getLocalPort()));
        }
    }

    @Test
    void aKeyIsItsAnswer() throws Exception {
        assertThat(asked("80010000000c00000000abcd")).isPresent();
        assertThat(asked("80010000000a0000018b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"80010000000a00000902", "80010000000a00000922"})
    void whatIsBusyIsNotAnother(String busy) {
        assertThatThrownBy(() -> asked(busy)).isInstanceOf(TpmRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8001", "7fffffffffffff"})
    void whatIsNoAnswerIsAnError(String answer) {
        assertThatThrownBy(() -> asked(answer))
                .isInstanceOf(java.io.IOException.class)
                .isNotInstanceOf(TpmRefusedException.class);
    }

    @Test
    void whatIsNotThereOrNotUnderstoodIsAnError() {
        assertThatThrownBy(() -> TpmCommand.storageRootKey(NO_DEVICE, Optional.empty()))
                .isInstanceOf(java.io.IOException.class);
        assertThatThrownBy(() -> TpmCommand.storageRootKey(NO_DEVICE, Optional.of("tabrmd:bus=x")))
                .hasMessageContaining("tabrmd");
    }
}
