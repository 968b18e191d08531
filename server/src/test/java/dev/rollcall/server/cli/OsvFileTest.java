package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.server.cli.terminal.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class OsvFileTest {

    @TempDir private Path folder;

    private static final class Told implements OsvFile.Taker {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void record(String at, JsonNode osv) {
            lines.add(at + " = " + osv.path("id").asString(osv.toString()));
        }

        @Override
        public void fault(String at, String reason) {
            lines.add(at + " ! " + reason);
        }
    }

    private List<String> read(byte[] bytes) throws IOException {
        var file = folder.resolve("some.json");
        Files.write(file, bytes);
        var told = new Told();
        OsvFile.read(file, told);
        return told.lines;
    }

    private List<String> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void oneObjectAnArrayAndLinesAreRead() throws IOException {
        assertThat(read("{\"id\":\"A\"}")).containsExactly("line 1 = A");
        assertThat(read("\n {\n \"id\":\n \"A\"\n}\n")).containsExactly("line 1 = A");
        assertThat(read(" [{\"id\":\"A\"},\n{\"id\":\"B\"}]"))
                .containsExactly("record 1 = A", "record 2 = B");
        assertThat(read("{\"id\":\"A\"}\n\n{\"id\":\"B\"}\r\n"))
                .containsExactly("line 1 = A", "line 3 = B");
    }

    @Test
    void aBadLineSpoilsNoOther() throws IOException {
        assertThat(read("{\"id\":\"A\"}\n{\"id\":\n{\"id\":\"B\"}"))
                .containsExactly("line 1 = A", "line 2 ! not JSON", "line 3 = B");
        assertThat(read("[{\"id\":\"A\"},{\"id\":]"))
                .containsExactly(
                        "record 1 = A", "record 2 ! it ends too early: what follows is not read");
        assertThat(read("[{\"id\":\"A]\\\"},{\"},{\"id\":x},{\"id\":\"C\"}]"))
                .containsExactly("record 1 = A]\"},{", "record 2 ! not JSON", "record 3 = C");
        assertThat(read("")).containsExactly("line 1 ! it is empty");
        assertThat(read("hello")).containsExactly("line 1 ! not JSON");
    }

    @Test
    void aLineThatIsTooLongIsToldAndPassedOver() throws IOException {
        var huge = "{\"id\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}";

        assertThat(read("{\"id\":\"A\"}\n" + huge + "\n{\"id\":\"B\"}"))
                .containsExactly(
                        "line 1 = A",
                        "line 2 ! longer than what is read of a record",
                        "line 3 = B");
    }

    @Test
    void aZipIsReadFileByFile() throws IOException {
        var files = new TreeMap<String, String>();
        files.put("DSA-1.json", "{\"id\":\"DSA-1\"}");
        files.put("DSA-2.json", "not json");
        files.put("DSA-3.json", "{\n\"id\":\"DSA-3\"}");
        files.put("README.txt", "{\"id\":\"no\"}");

        assertThat(read(zip(files)))
                .containsExactly(
                        "DSA-1.json line 1 = DSA-1", "DSA-2.json ! not JSON", "DSA-3.json = DSA-3");
    }

    @Test
    void aZipThatBreaksOffIsToldAfterWhatWasGood() throws IOException {
        var files = new TreeMap<String, String>();
        for (int i = 0; i < 50; i++) {
            files.put("A-%02d.json".formatted(i), "{\"id\":\"A\",\"x\":\"" + i * 7919 + "\"}");
        }
        var whole = zip(files);

        var lines = read(Arrays.copyOf(whole, whole.length / 4));

        assertThat(lines).hasSizeGreaterThan(3);
        assertThat(lines.getFirst()).isEqualTo("A-00.json line 1 = A");
        assertThat(lines.getLast()).contains("!");
        assertThat(read("PK nonsense")).containsExactly("some.json ! the zip is broken, or empty");
    }

    @Test
    void aFileInAZipThatInflatesWithoutEndIsCutOff() throws IOException {
        var bomb = Map.of("bomb.json", "{\"id\":\"" + "0".repeat(64 * 1024 * 1024));

        assertThat(read(zip(bomb)))
                .containsExactly("bomb.json ! longer than what is read of a record");
    }

    @Test
    void aFileThatIsNotThereIsAMistakeOfTheCommandLine() {
        assertThatThrownBy(() -> OsvFile.read(folder.resolve("none"), new Told()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cannot read");
    }
}
