package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.testing.TestCa;
import dev.rollcall.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator says which manufacturers of TPMs to trust. */
class TpmTrustJourneyTest {

    @TempDir private Path folder;

    private CommandRun run(String... arguments) {
        return CommandRun.of(folder.resolve("home"), arguments);
    }

    private void signIn(TestServer server) throws Exception {
        Files.createDirectories(folder.resolve("home"));
        var password = Files.writeString(folder.resolve("password"), TestServer.PASSWORD + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        var signedIn =
                run(
                        "login",
                        "https://localhost:" + server.httpsPort(),
                        "--user",
                        "lin",
                        "--password-file",
                        password.toString(),
                        "--district",
                        "lincoln",
                        "--ca-fingerprint",
                        Digest.of(server.shownRoot().getEncoded()).hex());
        assertThat(signedIn.code()).as(signedIn.err()).isZero();
    }

    @Test
    void whatIsAddedIsListedAndGoesAgain() throws Exception {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("server")))) {
            signIn(server);
            var maker = new TestCa("Some Maker", server.now());
            var file = folder.resolve("vendor.pem");
            Files.writeString(file, Pem.encode(maker.root()));
            var fingerprint = Digest.of(maker.root().getEncoded()).hex();

            var added = run("tpm", "trust", "add", file.toString());
            assertThat(added.code()).as(added.err()).isZero();
            assertThat(added.out()).contains("added " + fingerprint.substring(0, 16), "Some Maker");
            assertThat(run("tpm", "trust", "add", file.toString()).out()).contains("nothing new");
            assertThat(run("tpm", "trust", "list").out())
                    .contains(fingerprint.substring(0, 16), "CN=Some Maker", "lin");

            assertThat(run("tpm", "trust", "remove", "0000").code())
                    .isEqualTo(ExitCode.USAGE.number());
            assertThat(run("tpm", "trust", "remove", "00000000").err())
                    .contains("no trusted certificate begins with 00000000");
            var removed = run("tpm", "trust", "remove", fingerprint.substring(0, 16));
            assertThat(removed.code()).as(removed.err()).isZero();
            assertThat(run("tpm", "trust", "list").out()).doesNotContain("Some Maker");
        }
    }

    @Test
    void whatIsNoAuthorityIsSaidToBeNone() throws Exception {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("server")))) {
            signIn(server);
            var file = folder.resolve("leaf.pem");
            var ca = new TestCa("Some Maker", server.now());
            Files.writeString(file, Pem.encode(ca.certify(EcKeys.generate())));

            assertThat(run("tpm", "trust", "add", file.toString()).err())
                    .contains("no authority's certificate");
            Files.writeString(file, "nothing");
            assertThat(run("tpm", "trust", "add", file.toString()).err())
                    .contains("holds no certificate");
            assertThat(run("tpm", "trust", "add", folder + "/none.pem").err())
                    .contains("cannot read");
        }
    }
}
