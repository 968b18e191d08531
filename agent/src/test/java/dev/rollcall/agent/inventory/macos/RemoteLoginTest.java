package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows published samples of what launchctl prints, and Apple's ssh.plist. */
class RemoteLoginTest {

    private static final String NOT_LOADED = "PID\tStatus\tLabel\n211\t0\tcom.apple.logd\n";
    private static final String JOB =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0"><dict>
              <key>Disabled</key><true/>
              <key>Label</key><string>com.openssh.sshd</string>
              <key>Sockets</key><dict><key>Listeners</key><dict>
                <key>SockServiceName</key><string>ssh</string>
              </dict></dict>
            </dict></plist>
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "\"com.openssh.sshd\" => enabled,true",
        "\"com.openssh.sshd\" => false,true",
        "\"com.openssh.sshd\" => disabled,false",
        "\"com.openssh.sshd\" => true,false",
        "\"com.apple.ftpd\" => enabled,false"
    })
    void itIsOnWhereSomebodyTurnedItOn(String line, boolean on) {
        var jobs = LaunchdJobs.parse(Optional.of(NOT_LOADED), Optional.of("\t\t" + line + "\n"));

        assertThat(RemoteLogin.read(new PlantedDevice(folder).files(), jobs))
                .contains(
                        new Sshd(
                                Optional.empty(),
                                Optional.of(on),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void itIsOnWhereItsJobIsLoadedAndThePortIsThatOfTheJob() {
        var device = new PlantedDevice(folder).file("/System/Library/LaunchDaemons/ssh.plist", JOB);
        var jobs =
                LaunchdJobs.parse(
                        Optional.of(NOT_LOADED + "-\t0\tcom.openssh.sshd\n"), Optional.empty());

        var server = RemoteLogin.read(device.files(), jobs).orElseThrow();

        assertThat(server.listening()).contains(true);
        assertThat(server.ports()).contains(List.of(22));
    }

    @Test
    void whereLaunchdDoesNotAnswerNothingIsKnown() {
        var jobs = LaunchdJobs.parse(Optional.empty(), Optional.empty());

        assertThat(RemoteLogin.read(new PlantedDevice(folder).files(), jobs)).isEmpty();
    }
}
