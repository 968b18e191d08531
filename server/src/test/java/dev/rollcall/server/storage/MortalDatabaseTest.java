package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was answered is there when the process was killed, while sparse chunks of the file are
 * written anew and their space is used again; with H2's own assertions on.
 *
 * <p>{@code -Drollcall.lives=N} and {@code -Drollcall.kill.seed=N} set how often and when.
 */
@Tag("slow")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class MortalDatabaseTest {

    private static final int SHORTEST_MILLIS = 200;
    private static final int LONGEST_MILLIS = 4_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final long[] answered = new long[MortalDatabase.AUTHORS];

    @ParameterizedTest
    @ValueSource(ints = {1_000, 45_000})
    void whatWasAnsweredSurvives(int retentionMillis) throws Exception {
        long seed = Long.getLong("rollcall.kill.seed", System.nanoTime());
        var random = new Random(seed);
        var config = new StorageConfig.H2File(folder.resolve("rollcall"));
        try (var database = Database.open(config)) {
            MortalDatabase.create(database);
        }
        int lives = Integer.getInteger("rollcall.lives", 60);
        long largest = 0;
        for (int life = 1; life <= lives; life++) {
            live(
                    config,
                    retentionMillis,
                    Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
            largest = Math.max(largest, Files.size(folder.resolve("rollcall.mv.db")));
            try (var database = Database.open(config)) {
                for (int author = 0; author < MortalDatabase.AUTHORS; author++) {
                    long latest = MortalDatabase.latest(database, author);
                    assertThat(latest)
                            .as("life %d of seed %d", life, seed)
                            // the next one may be durable without its answer having been read
                            .isBetween(answered[author], answered[author] + 1);
                    answered[author] = latest;
                }
            }
        }
        System.out.printf(
                "retention %d ms, %d lives, answered %s, largest file %,d bytes, seed %d%n",
                retentionMillis, lives, List.of(answered[0], answered[1]), largest, seed);
    }

    /** Until it is killed, which it is that long after its first answer. */
    private void live(StorageConfig.H2File config, int retentionMillis, Duration life)
            throws IOException, InterruptedException {
        var printed = folder.resolve("printed");
        var process =
                new ProcessBuilder(command(config, retentionMillis))
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            while (process.isAlive() && Files.size(printed) == 0) {
                Thread.sleep(10);
            }
            Thread.sleep(life);
            assertThat(process.isAlive()).as(Files.readString(printed)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        // of the last line only a part may be there
        var text = Files.readString(printed, StandardCharsets.ISO_8859_1);
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            assertThat(line).startsWith(MortalDatabase.ANSWERED);
            var words = line.split(" ");
            answered[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
        }
    }

    private List<String> command(StorageConfig.H2File config, int retentionMillis) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-ea",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dlogback.configurationFile=logback-test.xml",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MortalDatabase.class.getName(),
                                config.file().toString(),
                                String.valueOf(retentionMillis)));
        for (long change : answered) {
            command.add(String.valueOf(change));
        }
        return command;
    }
}
