package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.inventory.Sections;
import dev.rollcall.server.killing.ChildJava.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** A device whose clock lost its battery, or runs ahead; its server's clock is right. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class WrongClockTest {

    private static final int SECTIONS = Sections.kinds().size();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    /** What makes a process believe in another time; the time since boot stays as it is. */
    private static Map<String, String> since(String time) throws IOException {
        var library = library();
        assumeThat(library).as("libfaketime").isPresent();
        return Map.of(
                "LD_PRELOAD", library.orElseThrow().toString(),
                "FAKETIME", "@" + time,
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "NO_FAKE_STAT", "1",
                "TZ", "UTC");
    }

    /** Says what time it is. */
    static final class Watch {

        private Watch() {}

        public static void main(String[] none) {
            System.out.println(Instant.now());
        }
    }

    private String told(Map<String, String> environment) throws Exception {
        var watch = new Program("watch", folder, "32m", environment, List.of(), Watch.class);
        try (var asked = ChildJava.start(watch, Optional.empty(), List.of())) {
            assertThat(asked.ended(MortalDistrict.PATIENCE)).isZero();
            return asked.log();
        }
    }

    private static Optional<Path> library() throws IOException {
        var libraries = Path.of("/usr/lib");
        if (!Files.isDirectory(libraries)) {
            return Optional.empty();
        }
        try (var found =
                Files.find(
                        libraries, 3, (file, _) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
            return found.findFirst();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01 00:01:00", "2040-06-01 08:00:00"})
    void itJoinsChecksInAndRunsWhatItIsAsked(String time) throws Exception {
        var environment = since(time);
        assertThat(told(environment)).contains(time.substring(0, 10));
        try (var district = MortalDistrict.begin(folder, 1, "", environment)) {
            district.startAgent(0, Optional.empty());
            district.api().job("true\n");

            await().atMost(MortalDistrict.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> district.accounts().counts().containsKey("done succeeded"));
            var device = district.api().devices().getFirst();
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> district.api().sections(device).size() == SECTIONS);
            assertThat(district.api().lastCheckIn(device))
                    .isCloseTo(
                            Instant.now(),
                            within(MortalDistrict.PATIENCE.toSeconds(), ChronoUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2010-01-01 00:01:00", "2040-06-01 08:00:00"})
    void itReturnsWithACertificateThatHasExpired(String time) throws Exception {
        var environment = since(time);
        try (var district = Expired.begin(folder, 1, environment)) {
            district.startAgent(0, Optional.empty());

            await().atMost(MortalDistrict.PATIENCE).until(() -> !Expired.isExpired(district, 0));
            district.api().job("true\n");
            await().atMost(MortalDistrict.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> district.accounts().counts().containsKey("done succeeded"));
            assertThat(district.api().audited("returned")).isOne();
        }
    }
}
