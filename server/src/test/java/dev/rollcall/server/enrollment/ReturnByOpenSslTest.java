package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.pki.Command;
import dev.rollcall.server.pki.OpenSsl;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;

/** A device without our agent returns, by curl and openssl. */
class ReturnByOpenSslTest {

    @TempDir private Path folder;

    @StorageTest
    void theNonceIsTheChallengePasswordOfItsRequest(TestDatabase engine) throws IOException {
        var now = new AtomicReference<>(Instant.now());
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, now::get);
            Files.writeString(folder.resolve("root.pem"), Pem.encode(rooms.authorities().root()));
            try (var server = EstServer.start(rooms, now::get)) {
                request("first", "");
                var joined =
                        est(server.port(), "simpleenroll", "first", "-u", "x:" + rooms.token(1));
                chain(joined, "chain.pem");
                now.set(now.get().plus(Duration.ofDays(420)));
                request("next", "");
                var own = List.of("--cert", "chain.pem", "--key", "first.key");

                var refused = est(server.port(), "simplereenroll", "next", own);
                request("next", nonce());
                var returned = est(server.port(), "simplereenroll", "next", own);

                assertThat(refused.output()).contains("\"code\":\"renewal-nonce-required\"");
                chain(returned, "renewed.pem");
                assertThat(subject("renewed.pem")).isEqualTo(subject("chain.pem"));
            }
        }
    }

    /** A new request for the key of this name, which is made where there is none. */
    private void request(String name, String challenge) throws IOException {
        var key = folder.resolve(name + ".key");
        if (!Files.exists(key)) {
            openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key");
        }
        Files.writeString(
                folder.resolve("request.conf"),
                "[req]\nprompt = no\ndistinguished_name = name\n"
                        + (challenge.isEmpty() ? "" : "attributes = more\n")
                        + "[name]\nCN = device\n[more]\nchallengePassword = "
                        + challenge
                        + "\n");
        openssl(
                "req",
                "-new",
                "-config",
                "request.conf",
                "-key",
                name + ".key",
                "-outform",
                "DER",
                "-out",
                "request.der");
        openssl("base64", "-in", "request.der", "-out", name + ".b64");
    }

    private String nonce() throws IOException {
        return Files.readAllLines(folder.resolve("headers.txt")).stream()
                .filter(line ->
                        line.toLowerCase(java.util.Locale.ROOT).startsWith("rollcall-nonce:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private Command.Answer est(int port, String operation, String name, String... more) {
        return est(port, operation, name, List.of(more));
    }

    private Command.Answer est(int port, String operation, String name, List<String> more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "-sS",
                                "--cacert",
                                "root.pem",
                                "-D",
                                "headers.txt",
                                "-H",
                                "Content-Type: application/pkcs10",
                                "--data-binary",
                                "@" + name + ".b64"));
        arguments.addAll(more);
        arguments.add("https://localhost:" + port + "/.well-known/est/" + operation);
        return Command.run(folder, arguments);
    }

    private void chain(Command.Answer answer, String file) throws IOException {
        Files.writeString(folder.resolve("answer.b64"), answer.output());
        openssl("base64", "-d", "-in", "answer.b64", "-out", "answer.p7");
        openssl("pkcs7", "-inform", "DER", "-in", "answer.p7", "-print_certs", "-out", file);
    }

    private String subject(String file) {
        return openssl("x509", "-in", file, "-noout", "-subject");
    }

    private String openssl(String... arguments) {
        var answer = OpenSsl.run(folder, arguments);
        assertThat(answer.exit()).as(String.join(" ", arguments) + answer.output()).isZero();
        return answer.output();
    }
}
