package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.OperatingSystemSection;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class OperatingSystemReaderTest {

    @Test
    void theVersionHasTheRevisionAndTheNameItsRelease() throws IOException {
        assertThat(OperatingSystemReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new OperatingSystemSection(
                                Optional.of("windows"),
                                Optional.of("Microsoft Windows 11 Education"),
                                Optional.of("10.0.22631.3296"),
                                Optional.of("23H2"),
                                Optional.of("Microsoft Windows 11 Education 23H2"),
                                Optional.of("10.0.22631.3296"),
                                Optional.empty(),
                                Optional.of("x86_64"),
                                Optional.of("LHS-0417"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void aTranslatedNameIsKeptAsItIs() throws IOException {
        var facts =
                Recorded.rows(
                        "system",
                        "[{\"Caption\":\"Microsoft Windows 11 家庭版\",\"Version\":\"10.0.22631\"}]");

        var section = OperatingSystemReader.read(facts);

        assertThat(section.name()).contains("Microsoft Windows 11 家庭版");
        assertThat(section.version()).contains("10.0.22631");
        assertThat(section.codename()).isEmpty();
        assertThat(section.architecture()).isEmpty();
    }

    @Test
    void withoutAnAnswerThereIsNoSection() {
        assertThatThrownBy(() -> OperatingSystemReader.read(WindowsFacts.parse("{}")))
                .isInstanceOf(IOException.class);
    }
}
