package dev.rollcall.simulator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    private final CommandLine shell =
            new CommandLine(List.of("/bin/sh", "-c"), Map.of("GREETING", "hello"));

    @Test
    void keepsWhatWasAnsweredApart() {
        var answer = shell.run("echo $GREETING; echo beware >&2; exit 5");

        assertThat(answer).isEqualTo(new CommandLine.Answer(5, "hello\n", "beware\n"));
        assertThat(answer.both()).isEqualTo("hello\nbeware");
    }

    @Test
    void passesArgumentsAsTheyAre() {
        var answer = shell.run("printf '%s|' \"$@\"", "sh", "two words", "$HOME", "");

        assertThat(answer.output()).isEqualTo("two words|$HOME||");
    }

    @Test
    void givesNothingOnStandardInput() {
        assertThat(shell.ok("cat")).isEmpty();
    }

    @Test
    void saysWhatFailedWhereSuccessIsExpected() {
        assertThatThrownBy(() -> shell.ok("echo no such device >&2; exit 3"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with 3: no such device");
    }

    @Test
    void asksForJsonAndReadsIt() {
        var document = shell.json("echo \"{\\\"asked\\\": \\\"$1\\\"}\"", "sh");

        assertThat(document.path("asked").stringValue()).isEqualTo("--json");
    }
}
