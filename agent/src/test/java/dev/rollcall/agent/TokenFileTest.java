package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir private Path folder;

    private Path file() throws IOException {
        return Files.writeString(folder.resolve("token"), "rce_secret\n");
    }

    @Test
    void aFileThatMayBeWrittenGoes() throws Exception {
        var file = file();

        assertThat(new TokenFile(file).read().revealText()).isEqualTo("rce_secret");
        assertThat(new TokenFile(file).erase()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void aReadOnlyOneIsItsOwnersAndThatIsSaid() throws Exception {
        var file = file();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(new TokenFile(file).erase()).get().asString().contains("read-only");
        assertThat(file).exists();
    }

    @Test
    void aLinkIsLeftAsItIs() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), file());

        assertThat(new TokenFile(link).erase()).isPresent();
        assertThat(link).exists();
    }
}
