package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.agent.platform.ServiceControl.Unit;
import dev.rollcall.agent.platform.ServiceControl.Verb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceControlTest {

    @TempDir private Path folder;

    /** What {@code systemctl show} of systemd 252 prints for these properties. */
    static Stream<Arguments> recorded() {
        return Stream.of(
                arguments(
                        "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n",
                        true,
                        true,
                        true),
                arguments(
                        "LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\n",
                        true,
                        false,
                        false),
                arguments(
                        "LoadState=loaded\nActiveState=failed\nUnitFileState=enabled-runtime\n",
                        true,
                        false,
                        true),
                arguments(
                        "LoadState=loaded\nActiveState=activating\nUnitFileState=static\n",
                        true,
                        false,
                        false),
                arguments(
                        "LoadState=not-found\nActiveState=inactive\nUnitFileState=\n",
                        false,
                        false,
                        false),
                arguments(
                        "LoadState=masked\nActiveState=inactive\nUnitFileState=masked\n",
                        true,
                        false,
                        false),
                arguments("rubbish\n\n=\n", false, false, false),
                arguments("", false, false, false));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void readsWhatSystemctlShows(String shown, boolean found, boolean running, boolean enabled) {
        var unit = Unit.parse(shown);

        assertThat(unit.found()).isEqualTo(found);
        assertThat(unit.running()).isEqualTo(running);
        assertThat(unit.enabled()).isEqualTo(enabled);
    }

    @Test
    void asksAndChangesThroughTheProgram() throws IOException, InterruptedException {
        var systemctl = StandInSystemctl.in(folder);
        var services = systemctl.services();

        services.change(Verb.STOP, "cups.service");

        assertThat(services.show("cups.service"))
                .isEqualTo(new Unit("loaded", "inactive", "enabled"));
        assertThat(services.show("absent.service").found()).isFalse();
        assertThat(systemctl.asked())
                .first()
                .isEqualTo("--no-pager --no-ask-password stop -- cups.service");
    }

    @Test
    void aRefusalIsItsOneLine() throws IOException {
        var services = StandInSystemctl.in(folder).services();

        assertThatThrownBy(() -> services.change(Verb.RESTART, "broken.service"))
                .isInstanceOf(IOException.class)
                .hasMessage("Job for broken.service failed because the control process exited.");
    }

    @Test
    void touchesNoServiceBelowAnotherRoot() {
        var services = ServiceControl.below(folder);

        assertThat(services.absence().orElseThrow().planted()).isTrue();
        assertThatThrownBy(() -> services.change(Verb.STOP, "cups.service"))
                .isInstanceOf(IOException.class)
                .hasMessage("below --root there are files only, and no services");
    }
}
