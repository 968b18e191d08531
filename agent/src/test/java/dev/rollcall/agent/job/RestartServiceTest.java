package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.PackageLocks;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.platform.StandInSystemctl;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartServiceTest {

    @TempDir private Path folder;

    private RestartService by(ServiceControl services) {
        return new RestartService(services, new PackageLocks(DeviceFiles.below(folder)));
    }

    private ActionResult restart(ServiceControl services, String unit) throws InterruptedException {
        return by(services).run(new Action.RestartService(unit));
    }

    @Test
    void restartsAndLooks() throws IOException, InterruptedException {
        var services = StandInSystemctl.in(folder).services();

        assertThat(restart(services, "cups.service"))
                .isEqualTo(
                        ActionResult.without(Outcome.SUCCEEDED, "cups.service is running again"));
        assertThat(restart(services, "absent.service").message())
                .isEqualTo("there is no service absent.service on this device");
        assertThat(restart(services, "broken.service"))
                .isEqualTo(
                        ActionResult.without(
                                Outcome.FAILED,
                                "Job for broken.service failed because the control process"
                                        + " exited."));
    }

    @Test
    void leavesTheDeviceAloneWhilePackagesAreInstalled() throws IOException {
        var services = StandInSystemctl.in(folder).services();
        var lock =
                Files.createFile(
                        Files.createDirectories(folder.resolve("var/lib/dpkg")).resolve("lock"));
        Files.writeString(
                Files.createDirectories(folder.resolve("proc")).resolve("locks"),
                "1: POSIX  ADVISORY  WRITE 4711 fe:00:%s 0 EOF"
                        .formatted(Files.getAttribute(lock, "unix:ino")));

        assertThat(by(services).busy())
                .contains("packages are being installed, /var/lib/dpkg/lock is locked");
        assertThat(by(ServiceControl.below(folder)).busy()).isEmpty();

        Files.delete(lock);
        assertThat(by(services).busy()).isEmpty();
    }

    @Test
    void isUnsupportedBelowAnotherRoot() throws InterruptedException {
        assertThat(restart(ServiceControl.below(folder), "cups.service").outcome())
                .isEqualTo(Outcome.UNSUPPORTED);
    }
}
