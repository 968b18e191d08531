package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class ServicesReaderTest {

    private static final String NO_TASKS = "{\"name\":\"tasks\",\"rows\":[]}\n";

    /** Neither what a person has for themselves nor what nothing starts is listed. */
    @Test
    void servicesAndTasksOfTheDeviceAreListed() throws IOException {
        assertThat(ServicesReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new ServicesSection(
                                List.of(
                                        service("BITS", EnabledBy.VENDOR, null),
                                        service("CDPUserSvc", EnabledBy.VENDOR, null),
                                        service("IntelAudioService", EnabledBy.ADMINISTRATOR, true),
                                        service("LanSchoolStudent", EnabledBy.ADMINISTRATOR, false),
                                        service("Spooler", EnabledBy.VENDOR, true),
                                        service(
                                                "\\MicrosoftEdgeUpdateTaskMachineCore"
                                                        + "{4E1A0D6F-2B51-4E7A-9C0E-5B0E0F0A1B2C}",
                                                EnabledBy.ADMINISTRATOR,
                                                null),
                                        service(
                                                "\\Microsoft\\Office\\Office Automatic Updates 2.0",
                                                EnabledBy.ADMINISTRATOR,
                                                null),
                                        service(
                                                "\\Microsoft\\Windows\\Defrag\\ScheduledDefrag",
                                                EnabledBy.VENDOR,
                                                null),
                                        service("gpsvc", EnabledBy.VENDOR, null))));
    }

    private static Service service(String name, EnabledBy by, Boolean running) {
        return new Service(name, by, Optional.ofNullable(running));
    }

    @Test
    void hostileRowsCostThemselvesOnly() throws IOException {
        var facts =
                WindowsFacts.parse(
                        NO_TASKS
                                + """
                                {"name":"services","rows":[{"Name":"a\\u001b","PathName":7,"Started":"x","Type":"y"},\
                                {"Name":"\\u0007"},{"PathName":"C:\\\\Windows\\\\x.exe"},7,\
                                {"Name":"b","PathName":"c:\\\\WINDOWSX\\\\b.exe","Started":true,"Triggered":false}]}
                                """);

        assertThat(ServicesReader.read(facts).services())
                .containsExactly(
                        service("a", EnabledBy.ADMINISTRATOR, null),
                        service("b", EnabledBy.ADMINISTRATOR, true));
    }

    @Test
    void servicesAreBounded() throws IOException {
        var rows =
                IntStream.range(0, 4_000)
                        .mapToObj(i -> "{\"Name\":\"s%04d\"}".formatted(i))
                        .collect(Collectors.joining(","));

        assertThat(
                        ServicesReader.read(
                                        WindowsFacts.parse(
                                                NO_TASKS
                                                        + "{\"name\":\"services\",\"rows\":["
                                                        + rows
                                                        + "]}"))
                                .services())
                .hasSize(2_000);
    }

    /** Otherwise half of them would seem to be gone. */
    @Test
    void withoutBothAnswersThereIsNoSection() {
        assertThatThrownBy(() -> ServicesReader.read(WindowsFacts.parse(NO_TASKS)))
                .isInstanceOf(IOException.class)
                .hasMessage("services was not answered in time");
        assertThatThrownBy(() ->
                        ServicesReader.read(
                                WindowsFacts.parse("{\"name\":\"services\",\"rows\":[]}")))
                .isInstanceOf(IOException.class)
                .hasMessage("tasks was not answered in time");
    }
}
