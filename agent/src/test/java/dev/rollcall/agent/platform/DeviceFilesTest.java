package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DeviceFilesTest {

    @TempDir Path folder;

    @Test
    void whatIsMissingOrAFolderIsEmpty() throws IOException {
        var files = DeviceFiles.below(folder);
        Files.createDirectory(folder.resolve("etc"));

        for (var path : List.of("/nothing", "/etc", "/etc/nothing")) {
            assertThat(files.text(path)).isEmpty();
            assertThat(files.fact(path)).isEmpty();
            assertThat(files.stream(path)).isEmpty();
            assertThat(files.names("/nothing")).isEmpty();
        }
    }

    @Test
    void aFileThatIsTooLargeIsAnErrorAndNotReadToItsEnd() throws IOException {
        try (var sparse = new RandomAccessFile(folder.resolve("huge").toFile(), "rw")) {
            sparse.setLength(4L << 30);
        }

        assertThatThrownBy(() -> DeviceFiles.below(folder).text("/huge"))
                .isInstanceOf(IOException.class)
                .hasMessage("/huge is larger than 4194304 bytes");
    }

    @Test
    @Timeout(10)
    void aPipeInPlaceOfAFileDoesNotHangItsReader() throws Exception {
        var pipe = folder.resolve("os-release").toString();
        var made =
                Programs.ofThisMachine().run(List.of("mkfifo", pipe), Duration.ofSeconds(5), 100);
        assumeThat(made).isPresent();

        assertThat(DeviceFiles.below(folder).text("/os-release")).isEmpty();
    }

    /** A pipe refuses to tell a place, like the variables of efivarfs. */
    @Test
    @Timeout(10)
    void whatTellsNoPlaceInItIsReadToItsEndAndNoFurtherThanItsLimit() throws Exception {
        var variable = new byte[] {6, 0, 0, 0, 1};

        assertThat(throughAPipe("whole", variable, 65)).isEqualTo(variable);
        assertThat(throughAPipe("limited", variable, 3)).isEqualTo(new byte[] {6, 0, 0});
        assertThat(throughAPipe("long", new byte[100_000], 70_000)).hasSize(70_000);
    }

    private byte[] throughAPipe(String name, byte[] content, int most) throws Exception {
        var pipe = folder.resolve(name);
        var made =
                Programs.ofThisMachine()
                        .run(List.of("mkfifo", pipe.toString()), Duration.ofSeconds(5), 100);
        assumeThat(made).isPresent();
        var writer =
                Thread.startVirtualThread(() -> {
                    try (var out = Files.newOutputStream(pipe)) {
                        out.write(content);
                    } catch (IOException e) {
                        // its reader had enough
                    }
                });
        try (var in = Files.newByteChannel(pipe)) {
            assertThatThrownBy(in::position).hasMessageContaining("Illegal seek");
            return DeviceFiles.upTo(most, in);
        } finally {
            writer.join();
        }
    }

    @Test
    void aFactIsOneStrippedLineAndANumberIsNeverNegative() throws IOException {
        Files.writeString(folder.resolve("fact"), "  Latitude 3410 \nsecond\n");
        Files.writeString(folder.resolve("speed"), "-1\n");
        Files.writeString(folder.resolve("size"), " 42\n");
        var files = DeviceFiles.below(folder);

        assertThat(files.fact("/fact")).contains("Latitude 3410");
        assertThat(files.number("/speed")).isEmpty();
        assertThat(files.number("/size")).contains(42L);
        assertThat(files.number("/fact")).isEmpty();
    }
}
