package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a killed process wrote survives it, forced or not; what a power cut leaves is only what was
 * forced. So the system calls of a device are traced: between a line of its journal and the next
 * thing that the server hears there is an fsync that succeeded.
 */
@Tag("slow")
class ForcedJournalTest {

    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final Pattern FORCED = Pattern.compile("f(data)?sync(\\(| resumed).*= 0$");
    private static final int RUNS = 3;

    @TempDir private Path folder;

    @Test
    void nothingIsSaidBeforeTheJournalIsForced() throws Exception {
        assumeThat(STRACE).isExecutable();
        var orders = new Orders();
        var leased = new ArrayList<RunOrder>();
        for (int i = 0; i < RUNS; i++) {
            leased.add(orders.lease(orders.job(Orders.script("true")), Orders.run()));
        }
        Files.writeString(
                folder.resolve("orders.json"), Json.wire().writeValueAsString(orders.keep(leased)));

        int written = 0;
        int said = 0;
        boolean forced = true;
        for (var call : traced()) {
            if (call.contains("{\\\"entry\\\":")) {
                written++;
                forced = false;
            } else if (FORCED.matcher(call).find()) {
                forced = true;
            } else if (call.contains("\"acknowledged ") || call.contains("\"SUCCEEDED ")) {
                said++;
                assertThat(forced).as(call).isTrue();
            }
        }
        assertThat(written).isGreaterThanOrEqualTo(RUNS);
        assertThat(said).isEqualTo(2 * RUNS);
    }

    private List<String> traced() throws Exception {
        var trace = folder.resolve("trace");
        var process =
                new ProcessBuilder(
                                STRACE.toString(),
                                "--follow-forks",
                                "--string-limit=64",
                                "--trace=write,pwrite64,fsync,fdatasync",
                                "--output=" + trace,
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                JournaledDevice.class.getName(),
                                folder.toString(),
                                JournaledDevice.Build.SOUND.name())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("printed").toFile())
                        .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(trace, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
