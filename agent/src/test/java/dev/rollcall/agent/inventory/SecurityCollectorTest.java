package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityCollectorTest {

    private static final String SECURE_BOOT =
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void secureBootAndTheTrustedModuleAreRead() throws Exception {
        device.file(SECURE_BOOT, new byte[] {6, 0, 0, 0, 1})
                .file("/sys/class/tpm/tpm0/tpm_version_major", "2\n");

        assertThat(collect().secureBoot()).contains(true);
        assertThat(collect().tpm()).contains(new Tpm(true, Optional.of("2.0")));
    }

    @Test
    void withoutUefiSecureBootIsOffAndWithoutAnySignNothingIsKnown() throws Exception {
        assertThat(collect())
                .isEqualTo(
                        new SecuritySection(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));

        device.folder("/sys/firmware/acpi").folder("/sys/class/tpm");

        assertThat(collect().secureBoot()).contains(false);
        assertThat(collect().tpm()).contains(new Tpm(false, Optional.empty()));
    }

    @Test
    void aDamagedSecureBootVariableSaysNothing() throws Exception {
        device.file(SECURE_BOOT, new byte[] {1});

        assertThat(collect().secureBoot()).isEmpty();
    }

    @Test
    void mandatoryAccessControlIsRead() throws Exception {
        device.file("/sys/module/apparmor/parameters/enabled", "Y\n")
                .file(
                        "/sys/kernel/security/apparmor/profiles",
                        "/usr/bin/man (complain)\n/usr/sbin/cupsd (enforce)\n");

        assertThat(collect().confinement())
                .contains(new Confinement(ConfinementKind.APPARMOR, true));

        device.file("/sys/fs/selinux/enforce", "0");

        assertThat(collect().confinement())
                .contains(new Confinement(ConfinementKind.SELINUX, false));
    }

    @Test
    void whatIsInForceCountsMoreThanWhatIsConfigured() {
        var open = Optional.of(new Ruleset(false, 0, Set.of()));
        var closed = Optional.of(new Ruleset(true, 12, Set.of("filter")));
        var zones = Optional.of(new Ruleset(true, 90, Set.of("firewalld")));
        var on = Optional.of(true);
        var off = Optional.of(false);
        var none = Optional.<Boolean>empty();
        var no = List.<String>of();

        assertThat(PacketFilter.decide(Optional.empty(), none, no)).isEmpty();
        assertThat(PacketFilter.decide(open, none, no)).contains(nftables(false, 0));
        assertThat(PacketFilter.decide(closed, none, no)).contains(nftables(true, 12));
        assertThat(PacketFilter.decide(zones, none, no))
                .contains(new Firewall(FirewallKind.FIREWALLD, true, Optional.of(90)));
        assertThat(PacketFilter.decide(open, on, no))
                .contains(new Firewall(FirewallKind.UFW, false, Optional.of(0)));
        assertThat(PacketFilter.decide(Optional.empty(), on, no))
                .contains(new Firewall(FirewallKind.UFW, true, Optional.empty()));
        assertThat(PacketFilter.decide(Optional.empty(), off, no))
                .contains(new Firewall(FirewallKind.UFW, false, Optional.empty()));
    }

    @Test
    void aLegacyFilterTableIsUnknownAndOtherLegacyTablesAreNoFirewall() {
        var open = Optional.of(new Ruleset(false, 0, Set.of()));
        var closed = Optional.of(new Ruleset(true, 12, Set.of("filter")));
        var none = Optional.<Boolean>empty();
        var filter = List.of("nat", "filter");

        assertThat(PacketFilter.decide(open, none, List.of("nat"))).contains(nftables(false, 0));
        assertThat(PacketFilter.decide(open, none, filter)).isEmpty();
        assertThat(PacketFilter.decide(Optional.empty(), none, filter)).isEmpty();
        assertThat(PacketFilter.decide(Optional.empty(), Optional.of(false), filter)).isEmpty();
        assertThat(PacketFilter.decide(closed, none, filter))
                .contains(new Firewall(FirewallKind.NFTABLES, true, Optional.empty()));
        assertThat(PacketFilter.decide(open, Optional.of(true), filter))
                .contains(new Firewall(FirewallKind.UFW, true, Optional.empty()));
    }

    @Test
    void theSshServersFirstWordCountsAndMatchBlocksDoNot() throws Exception {
        device.file("/usr/sbin/sshd", "")
                .file(
                        "/etc/ssh/sshd_config",
                        """
                        # PasswordAuthentication yes
                        Include /etc/ssh/sshd_config.d/*.conf
                        PasswordAuthentication yes
                        PermitRootLogin=prohibit-password
                        Port 2222
                        Port 99999
                        Match User backup
                            PermitRootLogin yes
                            Port 23
                        """)
                .file("/etc/ssh/sshd_config.d/10-school.conf", "passwordauthentication no\n")
                .file("/etc/ssh/sshd_config.d/notes.txt", "Port 7\n")
                .file(
                        "/proc/net/tcp6",
                        """
                          sl  local_address                         remote_address                        st
                           0: 00000000000000000000000000000000:08AE 00000000000000000000000000000000:0000 0A
                        """);

        assertThat(collect().sshd())
                .contains(
                        new Sshd(
                                List.of(2222),
                                Optional.of(true),
                                Optional.of(false),
                                Optional.of("prohibit-password")));
    }

    @Test
    void anSshConfigurationThatIncludesItselfEnds() throws Exception {
        device.file("/usr/sbin/sshd", "")
                .file("/etc/ssh/sshd_config", "Include sshd_config\nPort 22\n");

        assertThat(collect().sshd())
                .contains(
                        new Sshd(
                                List.of(22), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static Firewall nftables(boolean on, int rules) {
        return new Firewall(FirewallKind.NFTABLES, on, Optional.of(rules));
    }

    private SecuritySection collect() throws Exception {
        var collector = new SecurityCollector(device.files(), Programs.none());
        return (SecuritySection) ((Collected.Facts) collector.collect()).section();
    }
}
