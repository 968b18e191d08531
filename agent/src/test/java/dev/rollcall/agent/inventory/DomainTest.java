package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainTest {

    @TempDir Path folder;

    private Optional<String> of(String hostname, String hosts) {
        return Domain.configured(
                new PlantedDevice(folder)
                        .file("/etc/hostname", hostname + "\n")
                        .file("/etc/hosts", hosts)
                        .file("/etc/resolv.conf", "search springfield.il.provider.example\n")
                        .files());
    }

    @Test
    void itIsWhatFollowsTheNameInEitherFile() {
        assertThat(of("LHS-0417.Lincoln.k12.example.", "")).contains("lincoln.k12.example");
        assertThat(of("lhs-0417", "127.0.1.1\tlhs-0417.lincoln.example lhs-0417 # own\n"))
                .contains("lincoln.example");
        assertThat(of("lhs-0417", "127.0.0.1 localhost\n::1 lhs-0417 LHS-0417.lincoln.example\n"))
                .contains("lincoln.example");
    }

    @ParameterizedTest
    @CsvSource({
        "lhs-0417, 127.0.1.1 lhs-0417",
        "lhs-0417, 127.0.1.1 lhs-04170.lincoln.example",
        "lhs-0417, 127.0.1.1 #lhs-0417.lincoln.example",
        "lhs-0417, 127.0.1.1 lhs-0417.localdomain",
        "lhs-0417, 127.0.1.1 lhs-0417.",
        "lhs-0417, 127.0.1.1 lhs-0417..example",
        "lhs-0417, 127.0.1.1 lhs-0417.a;b",
        "lhs-0417, lhs-0417.lincoln.example",
        "localhost, 127.0.0.1 localhost.lincoln.example",
        "lhs.local, 127.0.1.1 lhs.lincoln.example",
        "-, 127.0.1.1 -.lincoln.example"
    })
    void whatSaysNothingIsAbsent(String hostname, String hosts) {
        assertThat(of(hostname, hosts + "\n")).isEmpty();
    }

    @Test
    void whatANetworkHandsOutIsNotAsked() {
        assertThat(of("lhs-0417", "")).isEmpty();
    }

    @Test
    void aDeviceWithoutTheFilesHasNone() {
        assertThat(Domain.configured(new PlantedDevice(folder).files())).isEmpty();
    }
}
