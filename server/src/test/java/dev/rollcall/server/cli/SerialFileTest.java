package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SerialFileTest {

    @Test
    void theColumnSerialIsReadWhereverItStands() {
        assertThat(
                        SerialFile.parse(
                                List.of(
                                        "\uFEFFAsset;Serial;Room",
                                        "1;\"pf3k, 7q2l\";204",
                                        "2; PF3K7Q2M ;204")))
                .containsExactly("PF3K, 7Q2L", "PF3K7Q2M");
    }

    @Test
    void withoutANameItIsTheFirst() {
        assertThat(SerialFile.parse(List.of("PF3K7Q2L,204", "PF3K7Q2M")))
                .containsExactly("PF3K7Q2L", "PF3K7Q2M");
    }

    @Test
    void whatCannotBeUsedIsNamedByItsLine() {
        assertThatThrownBy(() ->
                        SerialFile.parse(
                                List.of("serial", "PF3K7Q2L", "", "Default string", "pf3k7q2l")))
                .hasMessageContaining("line 3 has no serial")
                .hasMessageContaining("line 4 has what many machines have: DEFAULT STRING")
                .hasMessageContaining("line 5 has the serial of line 2 again: PF3K7Q2L");
        assertThatThrownBy(() -> SerialFile.parse(List.of("serial")))
                .hasMessageContaining("no serial in it");
    }
}
