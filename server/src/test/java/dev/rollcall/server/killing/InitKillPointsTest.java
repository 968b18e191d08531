package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An initialization that dies at a durable step is finished by the next one, with one root. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class InitKillPointsTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.file.audit-sealing-key.pem.before-rename",
                "server.file.audit-sealing-key.pem.after-rename",
                "server.file.offline-keys.pem.before-rename",
                "server.file.offline-keys.pem.after-rename",
                "server.writer.before-sync",
                "server.writer.after-sync"
            })
    void theNextOneFinishesIt(String point) throws Exception {
        Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
        Files.writeString(folder.resolve("password"), "password of kim\n");
        Files.writeString(
                folder.resolve("rollcall.yaml"), "data: %s\n".formatted(folder.resolve("data")));

        assertThat(init(Optional.of(point)).ended(MortalDistrict.PATIENCE))
                .isEqualTo(KillPoint.STATUS);
        var finished = init(Optional.empty());
        assertThat(finished.ended(MortalDistrict.PATIENCE)).as(finished.log()).isZero();
        var again = init(Optional.empty());
        assertThat(again.ended(MortalDistrict.PATIENCE)).as(again.log()).isZero();

        assertThat(root(again)).isEqualTo(root(finished)).matches("([0-9a-f]{2}:?){32}");
        assertThat(again.log()).contains("\"initialized\":false");
        assertThat(folder.resolve("offline-keys.pem")).isNotEmptyFile();
        try (var files = Files.list(folder.resolve("data"))) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
        }
    }

    private static String root(ChildJava init) {
        var made = init.log().lines().filter(line -> line.startsWith("{")).findFirst();
        return Json.wire().readTree(made.orElseThrow()).path("caFingerprint").stringValue();
    }

    private ChildJava init(Optional<String> killAt) throws java.io.IOException {
        var program =
                new ChildJava.Program(
                        "init",
                        folder.resolve("logs"),
                        "192m",
                        Map.of(
                                "HOME",
                                folder.toString(),
                                "ROLLCALL_PASSPHRASE_FILE",
                                folder.resolve("passphrase").toString()),
                        List.of(),
                        dev.rollcall.server.cli.Main.class);
        return ChildJava.start(
                program,
                killAt,
                List.of(
                        "init",
                        "--config",
                        folder.resolve("rollcall.yaml").toString(),
                        "--district",
                        "lincoln",
                        "--district-name",
                        "Lincoln USD",
                        "--admin",
                        "kim",
                        "--admin-password-file",
                        folder.resolve("password").toString(),
                        "--dev",
                        "--json"));
    }
}
