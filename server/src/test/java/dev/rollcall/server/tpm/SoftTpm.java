package dev.rollcall.server.tpm;

import static org.awaitility.Awaitility.await;

import dev.rollcall.server.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A TPM 2.0 in a program (swtpm), which a folder is the chip of. It serves one client at a time.
 */
final class SoftTpm implements AutoCloseable {

    private static final List<Path> NEEDED =
            List.of(
                    Path.of("/usr/bin/swtpm"),
                    Path.of("/usr/bin/pkcs11-tool"),
                    Path.of("/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1"));

    private final Path chip;
    private final int port;
    private Process process;

    private SoftTpm(Path chip, int port) throws IOException {
        this.chip = chip;
        this.port = port;
        this.process = power();
    }

    /** What of the programs is missing here. */
    static List<Path> missing() {
        return NEEDED.stream().filter(file -> !Files.exists(file)).toList();
    }

    /** Switches one on. @param chip a folder; a new one is a new TPM */
    static SoftTpm on(Path chip) throws IOException {
        Files.createDirectories(chip);
        return new SoftTpm(chip, FreePorts.next());
    }

    private Process power() throws IOException {
        var server = "type=tcp,bindaddr=127.0.0.1,port=";
        var started =
                new ProcessBuilder(
                                "swtpm",
                                "socket",
                                "--tpm2",
                                "--tpmstate",
                                "dir=" + chip,
                                "--server",
                                server + port,
                                "--ctrl",
                                server + (port + 1),
                                "--flags",
                                "not-need-init,startup-clear")
                        .redirectErrorStream(true)
                        .redirectOutput(chip.resolve("log").toFile())
                        .start();
        await().atMost(Duration.ofSeconds(20)).until(this::answers);
        return started;
    }

    /** At its control port, since the other one serves one client at a time. */
    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port + 1)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Like a restart of the machine: what is not kept in the chip is gone. */
    void restart() throws IOException {
        off();
        process = power();
    }

    void off() {
        process.destroy();
        process.onExit().join();
    }

    /** As the firmware's setup clears it: another owner's seed, and no key opens any more. */
    void clear() throws IOException {
        off();
        try (var files = Files.list(chip)) {
            for (var file : files.filter(f -> !f.endsWith("log")).toList()) {
                Files.delete(file);
            }
        }
        process = power();
    }

    /** With which a program finds it. */
    Map<String, String> environment() {
        return Map.of("TPM2_PKCS11_TCTI", "swtpm:host=127.0.0.1,port=" + port);
    }

    /** What pkcs11-tool says of the private keys of a store. */
    String listing(Path store, String label, String pin) throws IOException {
        var builder =
                new ProcessBuilder(
                                "pkcs11-tool",
                                "--module",
                                NEEDED.getLast().toString(),
                                "--token-label",
                                label,
                                "--pin",
                                pin,
                                "--list-objects",
                                "--type",
                                "privkey")
                        .redirectErrorStream(true);
        builder.environment().putAll(environment());
        builder.environment()
                .putAll(
                        Map.of(
                                "TPM2_PKCS11_STORE",
                                store.toString(),
                                "TPM2_PKCS11_BACKEND",
                                "esysdb"));
        return new String(builder.start().getInputStream().readAllBytes());
    }

    /** Names of the files in which a text stands. */
    static List<String> filesWith(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(
                            Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        off();
    }
}
