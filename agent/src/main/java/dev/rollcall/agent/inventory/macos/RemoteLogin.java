package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.util.List;
import java.util.Optional;

/**
 * Whether a Mac lets people sign in by SSH. launchd holds the port and starts the server for each
 * who comes; systemsetup(8), which is there to tell, says that it is off to whoever may not read
 * the whole disk.
 */
final class RemoteLogin {

    private static final String JOB = "/System/Library/LaunchDaemons/ssh.plist";
    private static final String LABEL = "com.openssh.sshd";
    private static final int SSH = 22;

    private RemoteLogin() {}

    /** Empty where launchd does not say; the settings of the server are not read. */
    static Optional<Sshd> read(DeviceFiles files, LaunchdJobs jobs) {
        if (jobs.loaded().isEmpty()) {
            return Optional.empty();
        }
        boolean enabled = Boolean.FALSE.equals(jobs.disabled().get(LABEL));
        return Optional.of(
                new Sshd(
                        PropertyList.of(files, JOB).flatMap(RemoteLogin::port).map(List::of),
                        Optional.of(enabled || jobs.isLoaded(LABEL)),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** By its name in services(5), or as a number. */
    private static Optional<Integer> port(Fields job) {
        var listener = job.object("Sockets").object("Listeners");
        return listener.text("SockServiceName").equals(Optional.of("ssh"))
                ? Optional.of(SSH)
                : listener.count("SockServiceName").filter(port -> port < 65_536);
    }
}
