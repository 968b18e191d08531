package dev.rollcall.server.testing;

import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.keys.KeyChoice;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.tpm.MachineTpm;
import dev.rollcall.common.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real TPM 2.0 in software (swtpm), with the certificate that its maker gave its endorsement key,
 * and tpm2-tools to speak to it. It takes one client at a time.
 */
public final class SoftTpm implements AutoCloseable {

    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1");

    private static final List<Path> NEEDED =
            List.of(
                    Path.of("/usr/bin/swtpm"),
                    Path.of("/usr/bin/swtpm_setup"),
                    Path.of("/usr/bin/swtpm_localca"),
                    Path.of("/usr/bin/tpm2_createek"),
                    Path.of("/usr/bin/pkcs11-tool"),
                    LIBRARY);

    private final Path folder;
    private Process process;
    private final int port;

    private SoftTpm(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** What of the programs is missing here. */
    public static List<Path> missing() {
        return NEEDED.stream().filter(file -> !Files.exists(file)).toList();
    }

    /**
     * Who makes TPMs: a root, and an authority below it that signs the certificates.
     *
     * @param folder where its keys are
     */
    public record Maker(Path folder) {

        public Maker {
            try {
                Files.createDirectories(folder);
                Files.writeString(
                        folder.resolve("localca.conf"),
                        """
                        statedir = %1$s
                        signingkey = %1$s/signkey.pem
                        issuercert = %1$s/issuercert.pem
                        certserial = %1$s/certserial
                        """
                                .formatted(folder));
                Files.writeString(
                        folder.resolve("localca.options"),
                        "--platform-manufacturer Test\n--platform-version 1\n--platform-model M\n");
                Files.writeString(
                        folder.resolve("setup.conf"),
                        """
                        create_certs_tool= /usr/bin/swtpm_localca
                        create_certs_tool_config = %1$s/localca.conf
                        create_certs_tool_options = %1$s/localca.options
                        active_pcr_banks = sha256
                        """
                                .formatted(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Makes one and switches it on. */
        public SoftTpm make(String name) {
            var state = folder.resolve(name);
            try {
                Files.createDirectories(state);
                run(
                        folder,
                        List.of(
                                "swtpm_setup",
                                "--tpm2",
                                "--tpmstate",
                                state.toString(),
                                "--create-ek-cert",
                                "--create-platform-cert",
                                "--lock-nvram",
                                "--config",
                                folder.resolve("setup.conf").toString()),
                        Map.of());
                return on(state);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Of the authority that signs. */
        public X509Certificate authority() {
            return certificate("issuercert.pem");
        }

        public X509Certificate root() {
            return certificate("swtpm-localca-rootca-cert.pem");
        }

        private X509Certificate certificate(String file) {
            try {
                return Pem.certificates(Files.readString(folder.resolve(file))).getFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static SoftTpm on(Path state) throws IOException {
        int port = twoFreePorts();
        return new SoftTpm(state, power(state, port), port);
    }

    private static Process power(Path state, int port) throws IOException {
        var server = "type=tcp,bindaddr=127.0.0.1,port=";
        var process =
                new ProcessBuilder(
                                "swtpm",
                                "socket",
                                "--tpm2",
                                "--tpmstate",
                                "dir=" + state,
                                "--server",
                                server + port,
                                "--ctrl",
                                server + (port + 1),
                                "--flags",
                                "not-need-init,startup-clear")
                        .redirectErrorStream(true)
                        .redirectOutput(state.resolve("log").toFile())
                        .start();
        awaitOn(process, port);
        return process;
    }

    /** Like a restart of the machine: what is not kept in the chip is gone. */
    public void restart() throws IOException {
        off();
        process = power(folder, port);
    }

    public void off() {
        process.destroy();
        process.onExit().join();
    }

    /** As the firmware's setup clears it: another owner's seed, and no key opens any more. */
    public void clear() {
        tool("tpm2_clear -c p");
    }

    /** With which a program finds it. */
    public Map<String, String> environment() {
        return Map.of("TPM2_PKCS11_TCTI", tcti());
    }

    private String tcti() {
        return "swtpm:host=127.0.0.1,port=" + port;
    }

    /** A machine that has it. */
    public MachineTpm machine() {
        return MachineTpm.by(tcti());
    }

    /** The tools want the control port beside the other. */
    private static int twoFreePorts() throws IOException {
        while (true) {
            try (var first = new ServerSocket(0)) {
                int port = first.getLocalPort();
                try (var _ = new ServerSocket(port + 1)) {
                    return port;
                } catch (IOException | IllegalArgumentException e) {
                    // somebody has the one beside it
                    continue;
                }
            }
        }
    }

    private static void awaitOn(Process process, int port) throws IOException {
        for (int attempt = 0; ; attempt++) {
            // the control port: a connection to the other one is a client
            try (var _ = new Socket("127.0.0.1", port + 1)) {
                return;
            } catch (IOException e) {
                if (attempt > 100 || !process.isAlive()) {
                    throw new IOException("swtpm did not start", e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** A device's key in it, as an agent makes one. @param state the device's state folder */
    public KeyPair newKey(Path state) {
        try {
            return DeviceKeys.of(StateFolder.open(state), KeyChoice.TPM, machine())
                    .make(Optional.empty());
        } catch (KeyUnusableException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What pkcs11-tool says of the private keys of a store. */
    public String listing(Path store, String label, String pin) {
        var command =
                List.of(
                        "pkcs11-tool",
                        "--module",
                        LIBRARY.toString(),
                        "--token-label",
                        label,
                        "--pin",
                        pin,
                        "--list-objects",
                        "--type",
                        "privkey");
        return run(
                folder,
                command,
                Map.of(
                        "TPM2_PKCS11_TCTI",
                        tcti(),
                        "TPM2_PKCS11_STORE",
                        store.toString(),
                        "TPM2_PKCS11_BACKEND",
                        "esysdb"));
    }

    /** Names of the files in which a text stands. */
    public static List<String> filesWith(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the tools read and write files. */
    public Path folder() {
        return folder;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(String name, byte[] bytes) {
        try {
            Files.write(file(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one of tpm2-tools. */
    public String tool(String command) {
        return run(folder, Arrays.asList(command.split(" ")), Map.of("TPM2TOOLS_TCTI", tcti()));
    }

    /** Whether a command succeeds. */
    public boolean takes(String command) {
        try {
            tool(command);
            return true;
        } catch (IllegalStateException e) {
            // the tool says why; a test asks only whether
            return false;
        }
    }

    /** Empties the TPM's three places for keys, and those for sessions. */
    public void flush() {
        tool("tpm2_flushcontext -t");
        tool("tpm2_flushcontext -l");
    }

    private static String run(Path folder, List<String> command, Map<String, String> environment) {
        try {
            var builder =
                    new ProcessBuilder(new ArrayList<>(command))
                            .directory(folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
