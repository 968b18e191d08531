package dev.rollcall.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A SoftHSM2 token in a folder of its own. Its module reads {@code SOFTHSM2_CONF} once per process,
 * so programs that use it are processes of their own.
 */
public final class SoftHsm {

    public static final String PIN = "2468-1357";
    public static final String LABEL = "rollcall";

    private static final List<Path> MODULES =
            List.of(
                    Path.of("/usr/lib/softhsm/libsofthsm2.so"),
                    Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
                    Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

    private final Path folder;
    private final Path module;

    private SoftHsm(Path folder, Path module) {
        this.folder = folder;
        this.module = module;
    }

    /** A new token; the test is skipped where SoftHSM2 or OpenSC is not installed. */
    public static SoftHsm create(Path folder) throws IOException, InterruptedException {
        var module = MODULES.stream().filter(Files::exists).findFirst();
        assumeTrue(
                module.isPresent() && installed("softhsm2-util") && installed("pkcs11-tool"),
                "softhsm2 and opensc are installed");
        Files.createDirectories(folder.resolve("tokens"));
        var hsm = new SoftHsm(folder, module.orElseThrow());
        Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
                        .formatted(folder.resolve("tokens")));
        hsm.initialize(LABEL);
        Files.createFile(
                hsm.pinFile(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(hsm.pinFile(), PIN + "\n");
        return hsm;
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** One more token. */
    public void initialize(String label) throws IOException, InterruptedException {
        run(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                label,
                "--so-pin",
                "so-1234567",
                "--pin",
                PIN);
    }

    public Path pinFile() {
        return folder.resolve("pin");
    }

    public Path module() {
        return module;
    }

    /** Where its tokens are: files that are its backup too. */
    public Path tokens() {
        return folder.resolve("tokens");
    }

    /** What programs that use it need. */
    public Map<String, String> environment() {
        return Map.of("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
    }

    /** The part of a server's configuration about it. */
    public String yaml() {
        return """
        pki.token.library: %s
        pki.token.label: %s
        pki.token.pin-file: %s
        """
                .formatted(module, LABEL, pinFile());
    }

    /** What {@code pkcs11-tool} says of the private keys, a paragraph each. */
    public List<String> privateKeys() throws IOException, InterruptedException {
        return List.of(tool("-O", "--type", "privkey").split("Private Key Object", -1)).stream()
                .skip(1)
                .toList();
    }

    /** The labels of the private keys. */
    public List<String> labels() throws IOException, InterruptedException {
        return privateKeys().stream()
                .flatMap(String::lines)
                .filter(line -> line.strip().startsWith("label:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .sorted()
                .toList();
    }

    /** The one private key of a purpose. */
    public String label(String purpose) throws IOException, InterruptedException {
        return labels().stream()
                .filter(label -> label.startsWith("rollcall-" + purpose + "-"))
                .findFirst()
                .orElseThrow();
    }

    public void delete(String label) throws IOException, InterruptedException {
        tool("--delete-object", "--type", "privkey", "--label", label);
    }

    /** Somebody who is logged in and asks. */
    public String tool(String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                "pkcs11-tool",
                                "--module",
                                module.toString(),
                                "--token-label",
                                LABEL,
                                "--login",
                                "--pin",
                                PIN));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment());
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
