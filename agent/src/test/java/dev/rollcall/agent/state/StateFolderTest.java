package dev.rollcall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir private Path temp;

    private StateFolder folder;

    @BeforeEach
    void open() {
        folder = StateFolder.open(temp.resolve("state"));
    }

    @Test
    void whatIsWrittenIsReadByTheNextLife() {
        folder.writeText("a.json", "one");
        folder.writeText("a.json", "two");

        assertThat(StateFolder.open(folder.path()).readText("a.json")).contains("two");
        assertThat(folder.read("b.json")).isEmpty();
    }

    @Test
    void onlyTheOwnerMayLook() throws Exception {
        folder.writeText("a.json", "secret");

        assertThat(permissions(folder.path())).isEqualTo("rwx------");
        assertThat(permissions(folder.path().resolve("a.json"))).isEqualTo("rw-------");
    }

    @Test
    void aCrashBeforeTheRenameLeavesTheOldFile() throws Exception {
        folder.writeText("a.json", "old");
        Files.writeString(folder.path().resolve("a.json.tmp"), "half of the n");

        try (var _ = folder.lock().orElseThrow()) {
            assertThat(folder.readText("a.json")).contains("old");
            assertThat(folder.path().resolve("a.json.tmp")).doesNotExist();
        }
    }

    @Test
    void aWriteAfterACrashDoesNotStumbleOverItsRemains() throws Exception {
        Files.writeString(folder.path().resolve("a.json.tmp"), "half of the n");
        folder.writeText("a.json", "new");

        assertThat(folder.readText("a.json")).contains("new");
    }

    @Test
    void oneOwnerAtATime() {
        try (var _ = folder.lock().orElseThrow()) {
            assertThat(StateFolder.open(folder.path()).lock()).isEmpty();
        }
        var again = folder.lock();
        assertThat(again).isPresent();
        again.get().close();
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidInOneLine() throws Exception {
        Files.createDirectories(folder.path().resolve("a.json").resolve("in the way"));

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> folder.writeText("a.json", "new"))
                .withMessageContaining("could not write");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
