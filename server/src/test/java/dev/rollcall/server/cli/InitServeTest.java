package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.local.DataFolder;
import dev.rollcall.server.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A new installation as an operator makes, starts and uses it. */
class InitServeTest {

    @TempDir private Path home;
    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = home.resolve("rollcall.yaml");
        Files.writeString(
                config,
                "data: %s\nhttps:\n  listen: 127.0.0.1:0\ngateway:\n  listen: 127.0.0.1:0\n"
                        .formatted(home.resolve("data")));
        Files.writeString(home.resolve("p"), "correct horse battery\n");
        Files.writeString(home.resolve("a"), "password of kim\n");
    }

    private CommandRun init(String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "init",
                                "--config",
                                config.toString(),
                                "--passphrase-file",
                                home.resolve("p").toString(),
                                "--district",
                                "lincoln",
                                "--district-name",
                                "Lincoln USD",
                                "--admin",
                                "kim"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /** With a clock that TLS agrees with. */
    private CommandRun run(String... arguments) {
        return CommandRun.of(home, InstantSource.system(), arguments);
    }

    @Test
    void aSecondInitializationChangesNothingAndSaysSo() throws IOException {
        var first = init("--dev", "--json");
        var offline = Files.readString(home.resolve("offline-keys.pem"));

        var second = init("--dev", "--json");
        var told = init();

        assertThat(first.code()).isZero();
        assertThat(json(first).path("initialized").booleanValue()).isTrue();
        assertThat(json(first).path("adminPassword").stringValue()).hasSize(29);
        assertThat(second.code()).isZero();
        assertThat(json(second).path("initialized").booleanValue()).isFalse();
        assertThat(json(second).path("caFingerprint")).isEqualTo(json(first).path("caFingerprint"));
        assertThat(told.out()).contains("nothing changed");
        assertThat(home.resolve("offline-keys.pem")).hasContent(offline);
    }

    /**
     * Not for development: the server's passphrase opens neither the next keys nor recovery keys.
     */
    @Test
    void aRealInstallationHasThreePassphrasesAndServes() throws IOException {
        Files.writeString(home.resolve("o"), "offline battery staple\n");
        Files.writeString(home.resolve("c"), "custodian battery staple\n");

        var made =
                init(
                        "--json",
                        "--admin-password-file",
                        home.resolve("a").toString(),
                        "--offline-passphrase-file",
                        home.resolve("o").toString(),
                        "--custodian-passphrase-file",
                        home.resolve("c").toString());

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("offline-keys.pem"))))
                .isEqualTo("rw-------");
        var wrong =
                run(
                        "serve",
                        "--config",
                        config.toString(),
                        "--passphrase-file",
                        home.resolve("o").toString());
        assertThat(wrong.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(wrong.err()).hasLineCount(1).contains("passphrase");
        try (var serving = ServeRun.start(home, config, home.resolve("p"), List.of())) {
            assertThat(serving.httpsPort()).isPositive();
        }
    }

    @Test
    void withoutItsPassphrasesItSaysWhichToGive() {
        var result = init();

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err())
                .hasLineCount(1)
                .contains("offline passphrase", "--offline-passphrase-file", "--dev");
    }

    @Test
    void everyMistakeOfTheConfigurationIsALine() throws IOException {
        Files.writeString(config, "data: /tmp\nhtps:\n  listen: x\nstorage:\n  kind: oracle\n");

        var result = init("--dev");

        assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(result.err()).hasLineCount(3).contains("htps", "storage.kind", "cannot be used");
    }

    @Test
    void anotherProcessWithTheSameFolderIsRefused() {
        try (var held = DataFolder.create(home.resolve("data"))) {
            var result = init("--dev");

            assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(result.err()).hasLineCount(1).contains("another rollcall process");
            assertThat(held.isForDevelopment()).isFalse();
        }
    }

    @Test
    void aFolderForDevelopmentIsServedOnlyAsOne() {
        init("--dev");

        var result =
                run(
                        "serve",
                        "--config",
                        config.toString(),
                        "--passphrase-file",
                        home.resolve("p").toString());

        assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(result.err()).hasLineCount(1).contains("--dev");
    }

    @Test
    void aClockThatWentBackIsSetRightBeforeServing() {
        init("--dev");
        InstantSource lastWeek = () -> Instant.now().minus(Duration.ofDays(7));

        var result =
                CommandRun.of(
                        home,
                        lastWeek,
                        "serve",
                        "--config",
                        config.toString(),
                        "--passphrase-file",
                        home.resolve("p").toString(),
                        "--dev");

        assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(result.err()).hasLineCount(1).contains("set the clock", "--clock-is-right");
    }

    @Test
    void serveBeforeInitSaysSo() {
        var result =
                run(
                        "serve",
                        "--config",
                        config.toString(),
                        "--passphrase-file",
                        home.resolve("p").toString());

        assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(result.err()).hasLineCount(1).contains("rollcall init");
    }

    @Test
    void aTechnicianWorksWithTheServedDistrict() throws IOException {
        var made =
                json(
                        init(
                                "--dev",
                                "--json",
                                "--admin-password-file",
                                home.resolve("a").toString()));
        try (var serving = ServeRun.start(home, config, home.resolve("p"))) {
            work(serving.httpsPort(), made.path("caFingerprint").stringValue());

            assertThat(serving.stop()).isZero();
        }
    }

    private void work(int port, String fingerprint) throws IOException {
        ok(
                "login",
                "https://localhost:" + port,
                "--user",
                "kim",
                "--password-file",
                home.resolve("a").toString(),
                "--ca-fingerprint",
                fingerprint);
        ok("org", "add", "north", "--name", "North School", "--kind", "school");
        ok("org", "add", "lab", "--name", "Lab", "--kind", "lab");
        ok("org", "move", "lab", "north");
        ok("org", "rename", "lab", "Media lab");
        assertThat(ok("org", "list"))
                .isEqualToIgnoringNewLines(
                        """
                        district 1 · school 1 · lab 1
                        lincoln  Lincoln USD  district
                          north  North School  school
                            lab  Media lab  lab
                        """
                                .lines()
                                .collect(java.util.stream.Collectors.joining()));

        assertThat(ok("org", "grace", "north", "30")).contains("up to 30 days");
        assertThat(ok("org", "grace", "lab", "0")).contains("lets no device return");
        assertThat(ok("org", "grace", "lab", "inherit")).contains("30 days", "as above it");
        assertThat(ok("org", "history", "north", "1826")).contains("for 1826 days");
        assertThat(ok("org", "history", "lab", "inherit")).contains("1826 days, as above it");
        assertThat(CommandRun.of(home, "org", "history", "lab", "365").code())
                .isEqualTo(ExitCode.REFUSED.number());
        assertThat(CommandRun.of(home, "org", "grace", "lab", "soon").code())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(CommandRun.of(home, "org", "grace", "lab", "9999").code())
                .isEqualTo(ExitCode.REFUSED.number());

        var token = home.resolve("token");
        ok(
                "token",
                "create",
                "--unit",
                "lab",
                "--uses",
                "30",
                "--expires",
                "3d",
                "-o",
                token.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(ok("token", "list")).contains("tokens 1 · usable 1", "0 of 30", "lab");
        assertThat(run("token", "create", "-o", token.toString()).err()).contains("exists already");

        ok(
                "person",
                "add",
                "sam",
                "--name",
                "Sam Lee",
                "--password-file",
                home.resolve("a").toString());
        assertThat(ok("grant", "add", "sam", "technician", "--unit", "north"))
                .contains("technician");
        assertThat(ok("grant", "list")).contains("grants 1 · technician 1", "sam", "north");
        ok("person", "disable", "sam");
        assertThat(ok("person", "list")).contains("people 1 · disabled 1");

        assertThat(ok("job", "preview", "org:north", "--collect-inventory"))
                .isEqualToIgnoringNewLines("runs 0");
        assertThat(run("job", "run", "org:north", "--collect-inventory", "--yes").err())
                .contains("nothing to do");

        assertThat(ok("job", "preview", "", "--script", home.resolve("a").toString()))
                .isEqualToIgnoringNewLines("runs 0");
        assertThat(ok("job", "preview", "", "--restart-service", "cups.service"))
                .isEqualToIgnoringNewLines("runs 0");

        var policy = home.resolve("policy.yaml");
        Files.writeString(
                policy,
                "policy: base\nassign: [north]\nsettings:\n  file:\n    - path: /etc/motd\n"
                        + "      content: hello\n      mode: \"0644\"\n");
        assertThat(ok("policy", "apply", "-f", policy.toString()))
                .contains("base version 1 · added 1");
        assertThat(ok("policy", "show", "base")).contains("applies to north");
        ok("policy", "unassign", "base", "north");
        assertThat(ok("policy", "list")).contains("policies 1", "no unit");

        assertThat(ok("audit", "list")).contains("created", "kim");
        assertThat(ok("audit", "verify")).startsWith("whole");
    }

    private String ok(String... arguments) {
        var result = run(arguments);
        assertThat(result.err()).as(String.join(" ", arguments)).isEmpty();
        assertThat(result.code()).as(String.join(" ", arguments)).isZero();
        return result.out();
    }

    private static JsonNode json(CommandRun result) {
        return Json.strict().readTree(result.out());
    }
}
