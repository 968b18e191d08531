package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4StreamTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-9", "-B4", "-BD", "-BX", "--no-frame-crc", "--content-size"})
    void readsWhatTheLz4ProgramWrites(String option) throws Exception {
        var original = sample();
        var plain = Files.write(folder.resolve("plain"), original);
        var packed = folder.resolve("packed");
        var command = List.of("lz4", "-q", option, plain.toString(), packed.toString());
        var result = Programs.ofThisMachine().run(command, Duration.ofSeconds(30), 1000);
        assumeThat(result).isPresent();

        assertThat(result.get().exit()).isZero();
        assertThat(read(Files.readAllBytes(packed))).isEqualTo(original);
    }

    @Test
    void damageIsAnErrorAndNeverACrash() throws Exception {
        var plain = Files.write(folder.resolve("plain"), sample());
        var packed = folder.resolve("packed");
        var command = List.of("lz4", "-q", plain.toString(), packed.toString());
        assumeThat(Programs.ofThisMachine().run(command, Duration.ofSeconds(30), 1000)).isPresent();
        var good = Files.readAllBytes(packed);
        var random = new Random(7);

        for (int i = 0; i < 300; i++) {
            var damaged = good.clone();
            for (int hits = 0; hits < 3; hits++) {
                damaged[7 + random.nextInt(500)] = (byte) random.nextInt();
            }
            try {
                read(damaged);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("LZ4");
            }
        }
        for (int length : new int[] {0, 3, 6, 20, good.length / 2}) {
            assertThatThrownBy(() -> read(Arrays.copyOf(good, length)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static byte[] read(byte[] packed) throws IOException {
        try (var in = new Lz4Stream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** Text with repetitions near and far, long runs, and noise that cannot be packed. */
    private static byte[] sample() {
        var random = new Random(1);
        var noise = new byte[300_000];
        random.nextBytes(noise);
        var text = new StringBuilder("a".repeat(70_000));
        for (int i = 0; i < 20_000; i++) {
            text.append("Package: p").append(random.nextInt(3000)).append("\nVersion: ").append(i);
        }
        var head = text.toString().getBytes(StandardCharsets.US_ASCII);
        var all = Arrays.copyOf(head, head.length + noise.length);
        System.arraycopy(noise, 0, all, head.length, noise.length);
        return all;
    }
}
