package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a killed process wrote survives it, forced or not; what a power cut leaves is only what was
 * forced. So the system calls are traced: a write is answered when the database file was written
 * and forced after it.
 */
@Tag("slow")
class ForcedCommitsTest {

    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final Pattern FORCED = Pattern.compile("f(data)?sync(\\(| resumed).*= 0$");

    @TempDir private Path folder;

    @Test
    void nothingIsAnsweredBeforeTheFileIsForced() throws Exception {
        assumeThat(STRACE).isExecutable();

        int answered = 0;
        boolean written = false;
        boolean forced = false;
        for (var call : traced()) {
            if (call.contains("pwrite64(")) {
                written = true;
                forced = false;
            } else if (FORCED.matcher(call).find()) {
                forced = true;
            } else if (call.contains("\"" + AnsweringDatabase.ANSWER)) {
                answered++;
                assertThat(written).as(call).isTrue();
                assertThat(forced).as(call).isTrue();
                written = false;
            }
        }
        assertThat(answered).isEqualTo(AnsweringDatabase.WRITES);
    }

    private List<String> traced() throws Exception {
        var trace = folder.resolve("trace");
        var process =
                new ProcessBuilder(
                                STRACE.toString(),
                                "--follow-forks",
                                "--string-limit=32",
                                "--trace=write,pwrite64,fsync,fdatasync",
                                "--output=" + trace,
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Dlogback.configurationFile=logback-test.xml",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AnsweringDatabase.class.getName(),
                                folder.resolve("rollcall").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("printed").toFile())
                        .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(folder.resolve("printed").toString()).isZero();
        return Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
    }
}
