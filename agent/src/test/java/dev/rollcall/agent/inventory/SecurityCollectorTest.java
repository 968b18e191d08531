package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.Ruleset.Protocol;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityCollectorTest {

    private static final String SECURE_BOOT =
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final Set<Protocol> NONE = Set.of();
    private static final Set<Protocol> IPV4 = Set.of(Protocol.IPV4);
    private static final Set<Protocol> BOTH = Set.of(Protocol.IPV4, Protocol.IPV6);

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
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));

        device.folder("/sys/firmware/acpi").folder("/sys/class/tpm");

        assertThat(collect().secureBoot()).contains(false);
        assertThat(collect().tpm()).contains(new Tpm(false, Optional.empty()));
    }

    @Test
    void fipsModeIsWhatTheKernelSays() throws Exception {
        assertThat(collect().fips()).isEmpty();

        device.folder("/proc/sys/kernel");
        assertThat(collect().fips()).contains(false);

        device.file("/proc/sys/crypto/fips_enabled", "0\n");
        assertThat(collect().fips()).contains(false);

        device.file("/proc/sys/crypto/fips_enabled", "1\n");
        assertThat(collect().fips()).contains(true);
    }

    @Test
    void withUefiOnlyItsVariableSaysWhetherSecureBootIsOn() throws Exception {
        device.folder("/sys/firmware/efi/efivars");
        assertThat(collect().secureBoot()).isEmpty();

        device.file(SECURE_BOOT, new byte[] {6, 0, 0, 0, 0});
        assertThat(collect().secureBoot()).contains(false);
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
    void profilesThatCannotBeReadLeaveItOpenWhetherTheyEnforce() throws Exception {
        device.file("/sys/module/apparmor/parameters/enabled", "Y\n");
        assertThat(collect().confinement()).isEmpty();

        device.folder("/sys/kernel/security/apparmor/profiles");
        assertThat(collect().confinement()).isEmpty();
    }

    @Test
    void whatIsInForceCountsAndWhatIsConfiguredOnlyNamesIt() {
        assertThat(PacketFilter.decide(Optional.empty(), false, BOTH, NONE)).isEmpty();
        assertThat(PacketFilter.decide(Optional.empty(), true, BOTH, NONE)).isEmpty();
        assertThat(PacketFilter.decide(rules(NONE, 0), false, BOTH, NONE))
                .contains(nftables(false, 0));
        assertThat(PacketFilter.decide(rules(BOTH, 12), false, BOTH, NONE))
                .contains(nftables(true, 12));
        assertThat(
                        PacketFilter.decide(
                                Optional.of(new Ruleset(BOTH, 90, Set.of("firewalld"))),
                                false,
                                BOTH,
                                NONE))
                .contains(new Firewall(FirewallKind.FIREWALLD, true, Optional.of(90)));
        assertThat(PacketFilter.decide(rules(NONE, 0), true, BOTH, NONE))
                .contains(new Firewall(FirewallKind.UFW, false, Optional.of(0)));
        assertThat(PacketFilter.decide(rules(BOTH, 40), true, BOTH, NONE))
                .contains(new Firewall(FirewallKind.UFW, true, Optional.of(40)));
    }

    @Test
    void aFirewallForOneOfTwoProtocolsIsNoneUnlessTheOtherIsNotSpoken() {
        var half = rules(IPV4, 12);

        assertThat(PacketFilter.decide(half, false, BOTH, NONE)).contains(nftables(false, 12));
        assertThat(PacketFilter.decide(half, false, IPV4, NONE)).contains(nftables(true, 12));
    }

    @Test
    void aLegacyFilterTableIsUnknown() {
        assertThat(PacketFilter.decide(rules(NONE, 0), false, BOTH, BOTH)).isEmpty();
        assertThat(PacketFilter.decide(rules(NONE, 0), true, BOTH, BOTH)).isEmpty();
        assertThat(PacketFilter.decide(rules(BOTH, 12), false, BOTH, IPV4))
                .contains(new Firewall(FirewallKind.NFTABLES, true, Optional.empty()));
        assertThat(PacketFilter.decide(rules(NONE, 0), false, BOTH, IPV4))
                .contains(new Firewall(FirewallKind.NFTABLES, false, Optional.empty()));
    }

    @Test
    void theKernelSaysWhichProtocolsAreSpokenAndWhichHaveLegacyTables() throws Exception {
        var half =
                """
                {"nftables": [{"chain": {"family": "ip", "table": "filter", "name": "input",
                  "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}]}\
                """;
        Programs nft =
                (command, limit, most) -> Optional.of(new ProgramResult(0, half, "", false, false));

        assertThat(PacketFilter.read(device.files(), nft)).contains(nftables(false, 0));

        device.file("/proc/net/ip_tables_names", "nat\n")
                .file("/proc/net/ip6_tables_names", "filter\n");
        assertThat(PacketFilter.read(device.files(), nft)).isEmpty();

        device.file("/proc/net/if_inet6", "");
        assertThat(PacketFilter.read(device.files(), nft))
                .contains(new Firewall(FirewallKind.NFTABLES, true, Optional.empty()));
    }

    private static Optional<Ruleset> rules(Set<Protocol> closed, int count) {
        return Optional.of(new Ruleset(closed, count, Set.of("filter")));
    }

    private static Firewall nftables(boolean on, int rules) {
        return new Firewall(FirewallKind.NFTABLES, on, Optional.of(rules));
    }

    private SecuritySection collect() throws Exception {
        var collector = new SecurityCollector(device.files(), Programs.none());
        return (SecuritySection) ((Collected.Facts) collector.collect()).section();
    }
}
