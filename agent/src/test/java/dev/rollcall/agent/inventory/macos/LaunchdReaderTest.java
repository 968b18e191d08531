package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The input follows launchd.plist(5), and published samples of what launchctl prints. */
class LaunchdReaderTest {

    private static final String LIST =
            """
            PID	Status	Label
            389	0	com.example.filter
            -	0	com.example.once
            -	78	com.example.crashing
            -	0	com.apple.mds
            211	0	com.apple.logd
            512	0	com.apple.asked
            """;
    private static final String DISABLED =
            """
            	disabled services = {
            		"com.example.off" => disabled
            		"com.example.on" => enabled
            		"com.example.old-off" => true
            		"com.openssh.sshd" => false
            	}
            """;

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).folder("/Library/LaunchDaemons");
    }

    @Test
    void whatIsStartedByItselfIsListedAndWhatIsAskedForIsNot() throws Exception {
        daemon("/Library", "com.example.once", "<key>RunAtLoad</key><true/>");
        daemon("/Library", "com.example.crashing", "<key>KeepAlive</key><true/>");
        daemon(
                "/Library",
                "com.example.weekly",
                "<key>StartCalendarInterval</key><dict><key>Weekday</key><integer>1</integer></dict>");
        daemon(
                "/Library",
                "com.example.sometimes",
                "<key>KeepAlive</key><dict><key>NetworkState</key><true/></dict>");
        daemon("/Library", "com.example.asked", "<key>MachServices</key><dict/>");
        daemon("/System/Library", "com.apple.logd", "<key>OnDemand</key><false/>");
        daemon("/System/Library", "com.apple.other-model", "<key>RunAtLoad</key><true/>");
        daemon("/System/Library", "com.apple.mds", "<key>RunAtLoad</key><true/>");
        device.file(
                "/Library/LaunchDaemons/filter.plist",
                Files.readAllBytes(
                        Path.of("src/test/resources/recorded/macos-all-kinds.bin.plist")));

        assertThat(read(LIST))
                .containsExactly(
                        new Service("com.apple.logd", EnabledBy.VENDOR, Optional.of(true)),
                        new Service("com.apple.mds", EnabledBy.VENDOR, Optional.empty()),
                        new Service(
                                "com.example.crashing",
                                EnabledBy.ADMINISTRATOR,
                                Optional.of(false)),
                        new Service(
                                "com.example.filter", EnabledBy.ADMINISTRATOR, Optional.of(true)),
                        new Service("com.example.once", EnabledBy.ADMINISTRATOR, Optional.empty()),
                        new Service(
                                "com.example.sometimes", EnabledBy.ADMINISTRATOR, Optional.empty()),
                        new Service(
                                "com.example.weekly", EnabledBy.ADMINISTRATOR, Optional.empty()));
    }

    @Test
    void whatSomebodySaidCountsMoreThanTheFile() throws Exception {
        for (var name : List.of("off", "on", "old-off", "untouched")) {
            daemon(
                    "/Library",
                    "com.example." + name,
                    "<key>RunAtLoad</key><true/><key>Disabled</key>"
                            + (name.equals("on") ? "<true/>" : "<false/>"));
        }
        daemon(
                "/Library",
                "com.example.by-file",
                "<key>RunAtLoad</key><true/><key>Disabled</key><true/>");

        assertThat(read(LIST))
                .extracting(Service::name)
                .containsExactly("com.example.on", "com.example.untouched");
    }

    @Test
    void whereLaunchdDoesNotAnswerNothingIsSaidToRun() throws Exception {
        daemon("/Library", "com.example.crashing", "<key>KeepAlive</key><true/>");
        daemon("/System/Library", "com.apple.logd", "<key>KeepAlive</key><true/>");

        for (var list : new String[] {"", "Could not contact launchd", "\u0000"}) {
            assertThat(read(list)).hasSize(2).allMatch(service -> service.running().isEmpty());
        }
    }

    @Test
    void aFileThatMakesNoSenseSpoilsNothing() throws Exception {
        device.file("/Library/LaunchDaemons/noise.plist", new byte[] {1, 2, 3})
                .file("/Library/LaunchDaemons/notes.txt", "<plist/>")
                .folder("/Library/LaunchDaemons/folder.plist");
        daemon("/Library", "com.example.\u202evil", "<key>RunAtLoad</key><true/>");
        daemon("/Library", "com.example.good", "<key>RunAtLoad</key><true/>");

        assertThat(read(LIST)).extracting(Service::name).containsExactly("com.example.good");
    }

    @Test
    void withoutLaunchdThereIsNoSection() throws IOException {
        Files.delete(folder.resolve("Library/LaunchDaemons"));

        assertThatThrownBy(() -> read(LIST)).isInstanceOf(IOException.class);
    }

    private List<Service> read(String list) throws IOException, InterruptedException {
        return LaunchdReader.read(
                        device.files(), LaunchdJobs.parse(Optional.of(list), Optional.of(DISABLED)))
                .services();
    }

    private void daemon(String root, String label, String keys) {
        device.file(
                root + "/LaunchDaemons/" + label + ".plist",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict><key>Label</key><string>"
                        + label
                        + "</string>"
                        + keys
                        + "</dict></plist>");
    }
}
