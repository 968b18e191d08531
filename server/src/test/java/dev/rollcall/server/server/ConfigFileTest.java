package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.server.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

    private static ServerConfig parse(String yaml) {
        return ConfigFile.parse(yaml, Map.of()).server();
    }

    private static List<String> problems(String yaml, Map<String, String> environment) {
        var found = new java.util.ArrayList<String>();
        assertThatThrownBy(() -> ConfigFile.parse(yaml, environment))
                .isInstanceOfSatisfying(
                        ConfigException.class, failure -> found.addAll(failure.problems()));
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "https:\n"})
    void everyKeyHasADefault(String yaml) {
        var config = parse(yaml);

        assertThat(config.storage())
                .isEqualTo(new StorageConfig.H2File(Path.of("/var/lib/rollcall/rollcall")));
        assertThat(config.http().port()).isEqualTo(8443);
        assertThat(config.endpoints().gateways()).containsExactly("localhost:8444");
        assertThat(config.endpoints().https()).containsExactly("localhost:8443");
        assertThat(config.checkInEvery()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.gateway().heartbeat()).isEqualTo(Duration.ofSeconds(240));
        assertThat(config.inventoryFloor()).isEqualTo(1L << 30);
        assertThat(config.metricsReaders()).isEqualTo(MetricsReaders.TOKENS);
    }

    @Test
    void keysAreRead() {
        var config =
                parse(
                        """
                        data: /srv/rollcall
                        https:
                          listen: "[::1]:9443"
                          names: [rollcall.example.org, 10.0.0.5]
                        gateway:
                          listen: 0.0.0.0:9444
                          public:
                            - a.example.org:443
                            - b.example.org:443
                          max-connections: 100
                        agents: { check-in: 30m }
                        free-space.inventory: 5GiB
                        metrics.readers: tokens-and-loopback
                        """);

        assertThat(config.http().host()).isEqualTo("::1");
        assertThat(config.endpoints().names()).containsExactly("rollcall.example.org", "10.0.0.5");
        assertThat(config.endpoints().https()).containsExactly("rollcall.example.org:9443");
        assertThat(config.endpoints().gateways())
                .containsExactly("a.example.org:443", "b.example.org:443");
        assertThat(config.gateway().maxConnections()).isEqualTo(100);
        assertThat(config.checkInEvery()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.inventoryFloor()).isEqualTo(5L << 30);
        assertThat(config.metricsReaders()).isEqualTo(MetricsReaders.TOKENS_AND_LOOPBACK);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        var problems =
                problems(
                        """
                        dta: /srv
                        https:
                          lisen: 0.0.0.0:1
                          idle: soon
                        gateway:
                          max-connections: many
                        storage:
                          kind: oracle
                        """,
                        Map.of());

        assertThat(problems)
                .hasSize(5)
                .anySatisfy(p -> assertThat(p).contains("dta").contains("did you mean data?"))
                .anySatisfy(p -> assertThat(p).contains("did you mean https.listen?"))
                .anySatisfy(p -> assertThat(p).startsWith("https.idle: a duration"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("gateway.max-connections: a whole number"))
                .anySatisfy(p -> assertThat(p).startsWith("storage.kind: h2 or postgresql"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https: [1, 2] | no such key",
                "https: 3 | no such key",
                "data: {a: b} | a value is expected",
                "'data: [a, b]' | one value is expected",
                "'https: {listen: \"nowhere\"}' | HOST:PORT",
                "'https: {listen: \"a:70000\"}' | HOST:PORT",
                "'https: {names: [\"a b\"]}' | host name",
                "'https: {idle: 0s}' | more than nothing",
                "'agents: {heartbeat: 5s}' | from 10s to 1h",
                "'agents: {heartbeat: 2h}' | from 10s to 1h",
                "'free-space: {outcomes: 9GiB}' | inventory is refused first",
                "'storage: {kind: postgresql, url: \"mysql://x\"}' | jdbc:postgresql",
                "'data: a\ndata: b' | not YAML",
                "'data: [a' | not YAML",
                "- a | not a list of keys"
            })
    void oneMistakeIsOneSentence(String yaml, String says) {
        assertThat(problems(yaml, Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(says));
    }

    @Test
    void aTokenNeedsAllThreeAndAPinThatOnlyItsOwnerReads(@TempDir Path folder) throws IOException {
        var pin = Files.writeString(folder.resolve("pin"), "2468-1357\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        var yaml = "pki.token: {library: %s, label: rollcall, pin-file: %s}".formatted("%s", pin);

        var token = parse(yaml.formatted("/usr/lib/m.so")).token().orElseThrow();
        assertThat(token.label()).isEqualTo("rollcall");
        assertThat(token.pin().revealText()).isEqualTo("2468-1357");
        assertThat(token.toString()).doesNotContain("2468");
        assertThat(parse("").token()).isEmpty();

        assertThat(problems("pki.token.label: rollcall", Map.of()))
                .containsExactlyInAnyOrder(
                        "pki.token.library: is needed beside pki.token.label",
                        "pki.token.pin-file: is needed beside pki.token.label");
        assertThat(problems(yaml.formatted("m.so"), Map.of()))
                .singleElement()
                .asString()
                .startsWith("pki.token.library: an absolute path");
        for (var open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString(open));
            assertThat(problems(yaml.formatted("/usr/lib/m.so"), Map.of()))
                    .singleElement()
                    .asString()
                    .contains("chmod 600 " + pin);
        }
    }

    @Test
    void secretsComeFromTheEnvironmentOrFilesAndAreNeverPrinted(@TempDir Path folder)
            throws IOException {
        var file = Files.writeString(folder.resolve("secret"), "from the file\n");
        var yaml =
                "passphrase-file: %s\nstorage: {kind: postgresql, password-file: %s}\n"
                        .formatted(file, file);

        var fromFile = ConfigFile.parse(yaml, Map.of());
        var fromEnvironment =
                ConfigFile.parse(
                        yaml,
                        Map.of(
                                "ROLLCALL_PASSPHRASE", "from the environment",
                                "ROLLCALL_STORAGE_PASSWORD", "other"));

        assertThat(fromFile.passphrase().orElseThrow().revealText()).isEqualTo("from the file");
        assertThat(fromEnvironment.passphrase().orElseThrow().revealText())
                .isEqualTo("from the environment");
        assertThat(fromFile.toString()).contains("***").doesNotContain("from the file");
        assertThat(fromEnvironment.toString()).doesNotContain("other");
    }

    @Test
    void aSecretFileThatCannotBeReadIsAProblem(@TempDir Path folder) {
        var missing = folder.resolve("missing").toString();

        assertThat(problems("", Map.of("ROLLCALL_PASSPHRASE_FILE", missing)))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("cannot be read"));
    }

    @Test
    void theHandbookListsEveryKey() throws IOException {
        var handbook = Files.readString(Path.of("..", "docs", "operations.md"));

        assertThat(handbook)
                .as("docs/operations.md must hold this table:\n%s", ConfigKey.table())
                .contains(ConfigKey.table());
    }
}
