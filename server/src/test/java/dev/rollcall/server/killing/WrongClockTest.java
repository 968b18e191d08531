package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A device whose clock lost its battery, or was set by a child: it joins, runs a job, and is there
 * again after a restart, since it goes by the time that the server told it. The process lives in
 * that year, by libfaketime.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class WrongClockTest {

    private static final Path LIBRARY =
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-02", "2040-06-01"})
    void theDeviceIsThereAllTheSame(String day) throws Exception {
        assumeThat(LIBRARY).exists();
        try (var district =
                MortalDistrict.begin(folder, 1, "-Dlogback.configurationFile=logback.xml")) {
            var other = district.api().devices().getFirst();
            district.api().retire(other);
            district.dressAgents(livingIn(day));
            var token = folder.resolve("one-more");
            Files.writeString(token, district.api().token(1));
            Files.createDirectories(district.root(1).resolve("etc"));

            var joined = district.join(district.state(1), token, Optional.empty());
            assertThat(joined.ended(MortalDistrict.PATIENCE)).as(joined.log()).isZero();
            for (int life = 1; life <= 2; life++) {
                district.startAgent(1, Optional.empty());
                var job = district.api().job("true\n");
                await().atMost(MortalDistrict.PATIENCE).until(() -> ended(district, job));
                var run = district.api().runs(job).getFirst();
                assertThat(run.path("outcome").stringValue()).isEqualTo("succeeded");
                assertThat(district.agent(1).log()).as("by its own clock").contains(day + "T00:00");
                district.agent(1).kill();
            }
            district.startAgent(1, Optional.empty());
            var device =
                    district.api().devices().stream()
                            .filter(id -> !id.equals(other))
                            .findFirst()
                            .orElseThrow();
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> district.api().sections(device).size() >= 8);
        }
    }

    private static boolean ended(MortalDistrict district, String job) throws Exception {
        return district.api().runs(job).stream()
                .allMatch(run -> run.path("state").stringValue().equals("done"));
    }

    /** Only what tells the date is false: waiting takes as long as ever. */
    private static Map<String, String> livingIn(String day) {
        return Map.of(
                "LD_PRELOAD",
                LIBRARY.toString(),
                "FAKETIME",
                "@" + day + " 00:00:00",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }
}
