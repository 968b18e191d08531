package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.storage.StorageConfig;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A second district on the same server, from the command that adds it to its first job. */
class SecondDistrictTest {

    @TempDir private Path home;
    private Path config;

    @BeforeEach
    void initialize() throws IOException {
        config = home.resolve("rollcall.yaml");
        Files.writeString(
                config,
                "data: %s\nhttps:\n  listen: 127.0.0.1:0\ngateway:\n  listen: 127.0.0.1:0\n  public: [\"127.0.0.1:1\"]\n"
                        .formatted(home.resolve("data")));
        Files.writeString(home.resolve("p"), "correct horse battery\n");
        Files.writeString(home.resolve("a"), "a password of theirs\n");
    }

    /** On the server's own machine. */
    private CommandRun local(String... arguments) {
        return CommandRun.of(
                home,
                InstantSource.system(),
                joined(
                        arguments,
                        "--config",
                        config.toString(),
                        "--passphrase-file",
                        home.resolve("p").toString(),
                        "--dev"));
    }

    private static String[] joined(String[] arguments, String... more) {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private JsonNode init() {
        return json(
                local(
                        "init",
                        "--district",
                        "lincoln",
                        "--district-name",
                        "Lincoln USD",
                        "--admin",
                        "kim",
                        "--admin-password-file",
                        home.resolve("a").toString(),
                        "--json"));
    }

    private CommandRun add(String... more) {
        return local(
                joined(
                        new String[] {"district", "add", "adams", "--name", "Adams County"},
                        joined(
                                new String[] {"--admin", "ada", "--admin-password-file"},
                                joined(new String[] {home.resolve("a").toString()}, more))));
    }

    @Test
    void againItChangesNothingAndSaysSo() throws IOException {
        init();
        var first = json(add("--json"));
        var offline = home.resolve("offline-keys-adams.pem");
        var keys = Files.readString(offline);

        var second = json(add("--json"));

        assertThat(first.path("added").booleanValue()).isTrue();
        assertThat(first.path("offlineFile").stringValue()).isEqualTo(offline.toString());
        assertThat(second.path("added").booleanValue()).isFalse();
        assertThat(second.path("district")).isEqualTo(first.path("district"));
        assertThat(offline).hasContent(keys);
        assertThat(Files.readString(home.resolve("offline-keys.pem"))).isNotEqualTo(keys);
    }

    @Test
    void beforeThereIsAnInstallationItSaysWhatMakesOne() {
        var result = add();

        assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(result.err()).hasLineCount(1).contains("rollcall init");
    }

    @Test
    void aWrongPassphraseLeavesNothingBehind() throws IOException {
        init();
        Files.writeString(home.resolve("p"), "another passphrase\n");

        var result = add();

        assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(result.err()).hasLineCount(1).contains("passphrase");
        assertThat(home.resolve("offline-keys-adams.pem")).doesNotExist();
    }

    @Test
    void whileTheServerRunsItSaysToStopIt() throws IOException {
        init();
        try (var _ = ServeRun.start(home, config, home.resolve("p"))) {
            var result = add();

            assertThat(result.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(result.err()).hasLineCount(1).contains("stop it first");
        }
    }

    @Test
    void onPostgreSqlTheServersAreRestartedAfterwards() throws IOException {
        try (var fresh = TestDatabase.POSTGRESQL.fresh()) {
            var postgres = (StorageConfig.PostgreSql) fresh.config();
            Files.writeString(
                    config,
                    "storage:\n  kind: postgresql\n  url: %s\n  user: %s\n"
                            .formatted(postgres.url(), postgres.user()),
                    StandardOpenOption.APPEND);
            init();

            var told = add();

            assertThat(told.err()).isEmpty();
            assertThat(told.out()).contains("added district adams", "restart every server");
        }
    }

    @Test
    void twoDistrictsOfOneServerSeeNothingOfEachOther() throws IOException {
        var fingerprint = init().path("caFingerprint").stringValue();
        json(add("--json"));
        try (var serving = ServeRun.start(home, config, home.resolve("p"))) {
            var kim = new Office("kim", "lincoln", serving, fingerprint);
            kim.ok("person", "add", "lin", "--name", "Lin", "--password-file", password());
            kim.ok("grant", "add", "lin", "district-admin", "--unit", "lincoln");
            var lin = new Office("lin", "lincoln", serving, fingerprint);
            var ada = new Office("ada", "adams", serving, fingerprint);

            lin.furnish();
            ada.furnish();

            lin.seesOnlyItsOwn("ada", "adams");
            ada.seesOnlyItsOwn("lin", "lincoln");
        }
    }

    private String password() {
        return home.resolve("a").toString();
    }

    /** Where somebody works, signed in. */
    private final class Office {

        private final String who;
        private final Path desk;
        private final ServeRun serving;
        private final String fingerprint;

        Office(String who, String district, ServeRun serving, String fingerprint)
                throws IOException {
            this.who = who;
            this.serving = serving;
            this.fingerprint = fingerprint;
            desk = Files.createDirectories(home.resolve(who));
            ok(
                    "login",
                    "https://localhost:" + serving.httpsPort(),
                    "--user",
                    who,
                    "--password-file",
                    password(),
                    "--district",
                    district,
                    "--ca-fingerprint",
                    fingerprint);
        }

        /** A device that checked in, a policy and a job, each called after its owner. */
        void furnish() throws IOException {
            var token = desk.resolve("token");
            ok("token", "create", "-o", token.toString());
            TestAgent.enroll(
                            who + "-pc",
                            serving.httpsPort(),
                            Files.readString(token).strip(),
                            fingerprint.replace(":", ""),
                            desk.resolve("agent"))
                    .checkIn(serving.gatewayPort(), List.of());
            var policy =
                    Files.writeString(
                            desk.resolve("policy.yaml"),
                            "policy: %s-base\nsettings:\n  file:\n    - path: /etc/motd\n      content: hi\n"
                                    .formatted(who));
            ok("policy", "apply", "-f", policy.toString());
            ok("job", "run", "", "--restart-service", who + ".service", "--yes");
        }

        void seesOnlyItsOwn(String other, String otherDistrict) {
            assertThat(ok("device", "list")).startsWith("matched 1 · of 1");
            assertThat(ok("policy", "list")).contains(who + "-base").doesNotContain(other);
            assertThat(ok("job", "list", "--json"))
                    .contains(who + ".service")
                    .doesNotContain(other + ".service");
            assertThat(ok("job", "show", "J-1", "--runs")).contains("DEVICE", "queued");
            assertThat(ok("job", "output", "J-1")).isEmpty();
            assertThat(ok("audit", "list", "--json")).doesNotContain(other + ".service");
            for (var asked : List.of("device", "policy", "job", "audit", "person", "org")) {
                var refused = run(asked, "list", "--district", otherDistrict);
                assertThat(refused.code()).as(asked).isNotZero();
                assertThat(refused.err()).as(asked).contains("no such district");
                assertThat(refused.out()).as(asked).isEmpty();
            }
        }

        String ok(String... arguments) {
            var result = run(arguments);
            assertThat(result.code()).as(String.join(" ", arguments) + " " + result.err()).isZero();
            return result.out();
        }

        private CommandRun run(String... arguments) {
            return CommandRun.of(desk, InstantSource.system(), arguments);
        }
    }

    private static JsonNode json(CommandRun result) {
        assertThat(result.code()).as(result.err()).isZero();
        return Json.strict().readTree(result.out());
    }
}
