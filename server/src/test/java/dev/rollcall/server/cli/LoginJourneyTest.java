package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.access.ApiTokenRoutes;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.access.SignInRoutes;
import dev.rollcall.server.access.TestFloor;
import dev.rollcall.server.cli.client.ClientSettings;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.org.OrgRoutes;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginJourneyTest {

    @TempDir private Path home;
    private TestFloor floor;
    private TestHttp http;
    private Path password;

    @BeforeEach
    void start() throws IOException {
        floor = TestFloor.on(TestDatabase.H2);
        floor.person(floor.springfield, "kim", Unit.root(floor.springfield), Role.TECHNICIAN);
        http =
                floor.serve(
                        new SignInRoutes(floor.signIn()),
                        new OrgRoutes(
                                floor.database,
                                floor.units,
                                floor.audit,
                                (h, d, move) -> move.run()),
                        new ApiTokenRoutes(
                                floor.database, floor.people, floor.tokens, floor.audit));
        password = Files.writeString(home.resolve("p"), TestFloor.PASSWORD + "\n");
    }

    @AfterEach
    void stop() {
        http.close();
        floor.close();
    }

    private CommandRun login(String fingerprint, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "login",
                                "https://localhost:" + http.port(),
                                "--user",
                                "kim",
                                "--password-file",
                                password.toString(),
                                "--ca-fingerprint",
                                fingerprint));
        arguments.addAll(List.of(more));
        return CommandRun.of(home, arguments.toArray(String[]::new));
    }

    private String fingerprint() {
        try {
            return Digest.of(http.tls().root().getEncoded()).hex();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path settings() {
        return home.resolve(".config/rollcall/client.json");
    }

    @Test
    void signingInRemembersTheServerTheTokenAndTheOnlyDistrict() throws IOException {
        var result = login(fingerprint());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("signed in as kim until ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings())))
                .isEqualTo("rw-------");
        assertThat(ClientSettings.load(settings()).orElseThrow().district())
                .contains("springfield");
        assertThat(result.out())
                .doesNotContain(ClientSettings.load(settings()).orElseThrow().token());
    }

    @Test
    void aScriptIsToldWhoSignedInWhereAndUntilWhenButNotTheToken() {
        var said = Json.wire().readTree(login(fingerprint(), "--json").out());

        assertThat(said.path("login").asString()).isEqualTo("kim");
        assertThat(said.path("district").asString()).isEqualTo("springfield");
        assertThat(said.path("server").asString()).contains("localhost:" + http.port());
        assertThat(Instant.parse(said.path("expiresAt").asString())).isAfter(Instant.EPOCH);
        assertThat(said.toString())
                .doesNotContain(ClientSettings.load(settings()).orElseThrow().token());
    }

    @Test
    void signingOutEndsTheTokenOnTheServerToo() {
        login(fingerprint());
        var token = ClientSettings.load(settings()).orElseThrow().token();
        assertThat(http.get("/api/v1/me", token).status()).isEqualTo(200);

        var result = CommandRun.of(home, "logout");

        assertThat(result.out()).isEqualToIgnoringNewLines("signed out");
        assertThat(http.get("/api/v1/me", token).status()).isEqualTo(401);
        assertThat(settings()).doesNotExist();
        assertThat(CommandRun.of(home, "logout").out()).contains("nothing changed");
    }

    @Test
    void thePasswordIsNotSentToAServerWithAnotherAuthority() {
        var result = login("ab".repeat(32));

        assertThat(result.code()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(result.err()).contains("is not the server that was confirmed");
        assertThat(settings()).doesNotExist();
    }

    @Test
    void aWrongPasswordIsOneLineAndItsOwnExitCode() throws IOException {
        Files.writeString(password, "wrong");

        var result = login(fingerprint());

        assertThat(result.code()).isEqualTo(ExitCode.NOT_ALLOWED.number());
        assertThat(result.err())
                .isEqualToIgnoringNewLines("rollcall: The name or the password is wrong.");
    }

    @Test
    void withoutAFingerprintNobodyIsAskedWhoIsNotThere() {
        var result =
                CommandRun.of(
                        home,
                        "login",
                        "https://localhost:" + http.port(),
                        "--user",
                        "kim",
                        "--password-file",
                        password.toString());

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).contains("--ca-fingerprint");
    }
}
