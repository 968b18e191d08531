package dev.rollcall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlternatingFileTest {

    private static final String NAME = "record";

    @TempDir private Path temp;

    private AlternatingFile open() {
        return StateFolder.open(temp).alternating(NAME);
    }

    private void write(String... records) {
        var file = open();
        for (var record : records) {
            file.write(record.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Optional<String> read() {
        return open().read().map(record -> new String(record, StandardCharsets.UTF_8));
    }

    @Test
    void theLastRecordCountsInThisLifeAndTheNext() {
        assertThat(read()).isEmpty();
        for (int i = 1; i <= 5; i++) {
            write("record " + i);
            assertThat(read()).contains("record " + i);
        }
        write("six", "seven", "eight");
        assertThat(read()).contains("eight");
    }

    @Test
    void aWriteCutShortAnywhereLeavesTheRecordBefore() throws IOException {
        write("one", "two");
        var before = Files.readAllBytes(temp.resolve(NAME));
        write("three");
        var after = Files.readAllBytes(temp.resolve(NAME));

        for (int cut = 0; cut < after.length; cut++) {
            var torn = before.clone();
            System.arraycopy(after, 0, torn, 0, cut);
            Files.write(temp.resolve(NAME), torn);
            assertThat(read()).as("cut at " + cut).get().isIn("two", "three");
        }
    }

    @Test
    void anyDamagedByteCostsAtMostTheRecordThatItIsIn() throws IOException {
        write("one", "two");
        var whole = Files.readAllBytes(temp.resolve(NAME));

        for (int at = 0; at < whole.length; at++) {
            var damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(temp.resolve(NAME), damaged);
            assertThat(read()).as("damaged at " + at).get().isIn("one", "two");
        }
    }

    @Test
    void aDamagedFileIsNoneAndIsWrittenAnew() throws IOException {
        write("one");
        Files.write(temp.resolve(NAME), new byte[] {1, 2, 3});
        assertThat(read()).isEmpty();

        write("again");

        assertThat(read()).contains("again");
    }

    @Test
    void itNeverGrowsAndTakesNoMoreThanFits() throws IOException {
        write("one");
        long size = Files.size(temp.resolve(NAME));
        for (int i = 0; i < 100; i++) {
            write("x".repeat(i * 5));
        }

        assertThat(Files.size(temp.resolve(NAME))).isEqualTo(size);
        assertThatThrownBy(() -> open().write(new byte[AlternatingFile.MAX_RECORD + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        var most = new byte[AlternatingFile.MAX_RECORD];
        Arrays.fill(most, (byte) 7);
        open().write(most);
        assertThat(open().read()).contains(most);
    }
}
