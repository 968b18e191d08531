package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesCollectorTest {

    private static final String ETC = "/etc/systemd/system/";
    private static final String LIB = "/lib/systemd/system/";
    private static final String GROUPS = "/sys/fs/cgroup/system.slice/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void withoutSystemdThereIsNothingToSay() throws IOException {
        assertThat(new ServicesCollector(device.files()).collect())
                .isEqualTo(new Collected.Off("no systemd"));
    }

    @Test
    void whoEnablesAServiceAndWhetherItRunsIsRead() throws IOException {
        enable(ETC, "multi-user.target", "cron.service", "[Service]\nExecStart=/usr/sbin/cron\n");
        enable(ETC, "multi-user.target", "dead.service", "[Service]\nType=notify\n");
        enable(LIB, "multi-user.target", "systemd-logind.service", "[Service]\nType=dbus\n");
        enable(LIB, "timers.target", "systemd-tmpfiles-clean.timer", "[Timer]\n");
        enable(ETC, "dev-tpm0.device", "tpm-thing.service", "[Service]\nSlice=other.slice\n");
        device.file(GROUPS + "cron.service/cgroup.events", "populated 1\nfrozen 0\n")
                .file(GROUPS + "dead.service/cgroup.events", "populated 0\nfrozen 0\n")
                .file(GROUPS + "systemd-logind.service/cgroup.procs", "812\n");

        assertThat(services())
                .containsExactly(
                        service("cron.service", EnabledBy.ADMINISTRATOR, Optional.of(true)),
                        service("dead.service", EnabledBy.ADMINISTRATOR, Optional.of(false)),
                        service("systemd-logind.service", EnabledBy.VENDOR, Optional.of(true)),
                        service("systemd-tmpfiles-clean.timer", EnabledBy.VENDOR, Optional.empty()),
                        service("tpm-thing.service", EnabledBy.ADMINISTRATOR, Optional.empty()));
    }

    @Test
    void ofWhatComesAndGoesItIsNotSaidWhetherItRuns() throws IOException {
        enable(ETC, "multi-user.target", "once.service", "[Service]\nType = oneshot\n");
        enable(ETC, "multi-user.target", "cups.service", "[Service]\nType=notify\n");
        enable(ETC, "sockets.target", "cups.socket", "[Socket]\n");
        device.file(GROUPS + "once.service/cgroup.events", "populated 1\n")
                .file(GROUPS + "cups.service/cgroup.events", "populated 1\n");

        var before = services();
        device.file(GROUPS + "once.service/cgroup.events", "populated 0\n")
                .file(GROUPS + "cups.service/cgroup.events", "populated 0\n");

        assertThat(services())
                .isEqualTo(before)
                .extracting(Service::name, Service::running)
                .containsExactly(
                        tuple("cups.service", Optional.empty()),
                        tuple("once.service", Optional.empty()));
    }

    @Test
    void anInstanceIsFoundByItsTemplateAndInItsSlice() throws IOException {
        device.file(LIB + "getty@.service", "[Service]\nType=idle\n")
                .file(LIB + "my-vpn@.service", "[Service]\n")
                .link(ETC + "getty.target.wants/getty@tty1.service", LIB + "getty@.service")
                .link(ETC + "multi-user.target.wants/my-vpn@a-b.service", LIB + "my-vpn@.service")
                .file(
                        GROUPS + "system-getty.slice/getty@tty1.service/cgroup.events",
                        "populated 1\n")
                .file(
                        GROUPS + "system-my\\x2dvpn.slice/my-vpn@a-b.service/cgroup.events",
                        "populated 1\n");

        assertThat(services())
                .containsExactly(
                        service("getty@tty1.service", EnabledBy.ADMINISTRATOR, Optional.of(true)),
                        service("my-vpn@a-b.service", EnabledBy.ADMINISTRATOR, Optional.of(true)));
    }

    @Test
    void whatIsMaskedRemovedOrMakesNoSenseIsLeftOut() throws IOException {
        enable(LIB, "multi-user.target", "masked.service", "[Service]\n");
        enable(LIB, "multi-user.target", "emptied.service", "[Service]\n");
        enable(LIB, "multi-user.target", "good.service", "x".repeat(200_000));
        device.link(ETC + "masked.service", "/dev/null")
                .file(ETC + "emptied.service", "")
                .link(ETC + "multi-user.target.wants/removed.service", LIB + "removed.service")
                .file(ETC + "multi-user.target.wants/bad\u001b[2Jname.service", "")
                .file(LIB + "bad\u001b[2Jname.service", "[Service]\n")
                .file(ETC + "multi-user.target.wants/note.txt", "");

        assertThat(services())
                .containsExactly(service("good.service", EnabledBy.VENDOR, Optional.empty()));
    }

    private void enable(String folder, String target, String unit, String text) {
        device.file(LIB + unit, text)
                .folder(ETC)
                .link(folder + target + ".wants/" + unit, LIB + unit);
    }

    private List<Service> services() throws IOException {
        var collected = new ServicesCollector(device.files()).collect();
        return ((ServicesSection) ((Collected.Facts) collected).section()).services();
    }

    private static Service service(String name, EnabledBy by, Optional<Boolean> running) {
        return new Service(name, by, running);
    }
}
