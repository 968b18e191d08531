package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are replaced as an operator types it. */
class PkiCommandsTest {

    @TempDir private Path home;

    private CommandRun local(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", home.resolve("rollcall.yaml").toString()));
        all.addAll(List.of("--passphrase-file", home.resolve("p").toString()));
        return CommandRun.of(home, InstantSource.system(), all.toArray(String[]::new));
    }

    private CommandRun rotate(String step, String file, String passphrase) {
        return local(
                "pki",
                "rotate",
                "order",
                step,
                "--json",
                "--offline-file",
                home.resolve(file).toString(),
                "--offline-passphrase-file",
                home.resolve(passphrase).toString());
    }

    @Test
    void anOrderKeyIsReplacedWithItsPassphrasesWhileTheServerIsStopped() throws IOException {
        initialize();

        var first = local("pki", "rotate", "order", "prepare");
        assertThat(first.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(first.err()).hasLineCount(1).contains("--offline-file");
        var wrong = rotate("prepare", "offline-keys.pem", "c");
        assertThat(wrong.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(wrong.err()).hasLineCount(1).contains("does not open");
        var early = rotate("activate", "next.pem", "c");
        assertThat(early.err()).hasLineCount(1).contains("prepare it first");
        try (var _ =
                ServeRun.start(home, home.resolve("rollcall.yaml"), home.resolve("p"), List.of())) {
            var running = rotate("prepare", "offline-keys.pem", "o");
            assertThat(running.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(running.err()).hasLineCount(1).contains("stop it first");
        }

        assertThat(changed(rotate("prepare", "offline-keys.pem", "o"))).isTrue();
        assertThat(changed(rotate("prepare", "offline-keys.pem", "o"))).isFalse();
        assertThat(changed(rotate("activate", "next.pem", "c"))).isTrue();
        assertThat(home.resolve("next.pem")).isNotEmptyFile();
        assertThat(changed(local("pki", "rotate", "ORDER", "finish", "--json"))).isTrue();
        assertThat(local("pki", "rotate", "order", "finish").out()).contains("nothing changed");
        var host = local("pki", "endpoints", "add", "mdm.lincoln.example");
        assertThat(host.out()).contains("localhost:8444, mdm.lincoln.example:8444");
    }

    private void initialize() throws IOException {
        Files.writeString(
                home.resolve("rollcall.yaml"),
                """
                data: %s
                https.listen: 127.0.0.1:0
                gateway.listen: 127.0.0.1:0
                gateway.public: ["localhost:8444"]
                """
                        .formatted(home.resolve("data")));
        Files.writeString(home.resolve("p"), "correct horse battery\n");
        Files.writeString(home.resolve("a"), "password of kim\n");
        Files.writeString(home.resolve("o"), "offline battery staple\n");
        Files.writeString(home.resolve("c"), "custodian battery staple\n");
        var made =
                local(
                        "init",
                        "--district",
                        "lincoln",
                        "--district-name",
                        "Lincoln",
                        "--admin",
                        "kim",
                        "--admin-password-file",
                        home.resolve("a").toString(),
                        "--offline-passphrase-file",
                        home.resolve("o").toString(),
                        "--custodian-passphrase-file",
                        home.resolve("c").toString());
        assertThat(made.code()).as(made.err()).isZero();
    }

    private static boolean changed(CommandRun result) {
        assertThat(result.code()).as(result.err()).isZero();
        return Json.strict().readTree(result.out()).path("changed").booleanValue();
    }

    @Test
    void statusShowsKeysAndWhoHoldsTheBundle() {
        var answer =
                Json.wire()
                        .readTree(
                                """
                                {"now":"2026-11-27T10:00:00Z","keys":[
                                {"what":"tls","owner":"acme","id":"3ea24d1984929a35","state":"current","kept":"file",
                                "since":"2025-12-01T10:00:00Z","expires":"2027-01-01T10:00:00Z","alarm":true},
                                {"what":"issuing","owner":"lincoln","id":"c0ffd00be684439a","state":"past","kept":"token rollcall",
                                "since":"2026-11-01T10:00:00Z","expires":"2030-01-01T10:00:00Z","alarm":false,
                                "devices":12}],
                                "bundles":[{"district":"lincoln","generation":7,"holding":40,"lacking":2,"away":1}]}
                                """);
        var out = new ByteArrayOutputStream();

        PkiCommands.print(CommandRun.terminal(out, new ByteArrayOutputStream(), Map.of()), answer);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("KEY"),
                        tls -> assertThat(tls).contains("2027-01-01 10:00", "  SOON"),
                        issuing ->
                                assertThat(issuing)
                                        .startsWith("issuing")
                                        .contains("token rollcall")
                                        .endsWith("12"),
                        bundle ->
                                assertThat(bundle)
                                        .isEqualTo(
                                                "lincoln: trust bundle 7 · held by 40 · lacking 2 · away 1"));
    }
}
