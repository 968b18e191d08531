package dev.rollcall.server.testing;

import dev.rollcall.agent.tpm.Tpm;
import dev.rollcall.agent.tpm.TpmKeys;
import dev.rollcall.agent.tpm.TpmPrivateKey;
import dev.rollcall.common.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real TPM 2.0 in software (swtpm), with the certificate that its maker gave its endorsement key,
 * and tpm2-tools to speak to it. It takes one client at a time.
 */
public final class SoftTpm implements AutoCloseable {

    private static final List<String> PROGRAMS =
            List.of("swtpm", "swtpm_setup", "swtpm_localca", "tpm2_createek");

    private final Path folder;
    private final Process process;
    private final int port;

    private SoftTpm(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Whether this machine has the programs. */
    public static boolean isAvailable() {
        return PROGRAMS.stream()
                .allMatch(program ->
                        Stream.of(System.getenv("PATH").split(":"))
                                .anyMatch(p -> Files.isExecutable(Path.of(p, program))));
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
                        "");
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
        var process =
                new ProcessBuilder(
                                "swtpm",
                                "socket",
                                "--tpm2",
                                "--tpmstate",
                                "dir=" + state,
                                "--server",
                                "type=tcp,port=" + port + ",bindaddr=127.0.0.1",
                                "--ctrl",
                                "type=tcp,port=" + (port + 1) + ",bindaddr=127.0.0.1",
                                "--flags",
                                "not-need-init,startup-clear")
                        .redirectErrorStream(true)
                        .redirectOutput(state.resolve("log").toFile())
                        .start();
        var tpm = new SoftTpm(state, process, port);
        tpm.awaitOn();
        return tpm;
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

    private void awaitOn() throws IOException {
        for (int attempt = 0; ; attempt++) {
            // the control port: a connection to the other one is a client
            try (var _ = new Socket("127.0.0.1", port + 1)) {
                return;
            } catch (IOException e) {
                if (attempt > 100 || !process.isAlive()) {
                    throw new IOException("swtpm did not start in " + folder, e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    public Tpm.Address address() {
        return new Tpm.Address.Emulator(new InetSocketAddress("127.0.0.1", port));
    }

    /** A device's key in it. */
    public TpmPrivateKey newKey() {
        try (var tpm = Tpm.open(address())) {
            return new TpmPrivateKey(address(), TpmKeys.make(tpm));
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
        var tcti = "swtpm:host=127.0.0.1,port=" + port;
        return run(folder, Arrays.asList(command.split(" ")), tcti);
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

    private static String run(Path folder, List<String> command, String tcti) {
        try {
            var builder =
                    new ProcessBuilder(new ArrayList<>(command))
                            .directory(folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().put("TPM2TOOLS_TCTI", tcti);
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
