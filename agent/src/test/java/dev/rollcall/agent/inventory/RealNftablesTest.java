package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real rules, loaded by the real nft into the kernel, in a network namespace of their own. */
@Tag("slow")
class RealNftablesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @BeforeEach
    void mayMakeNamespaces() throws Exception {
        var tried =
                Programs.ofThisMachine()
                        .run(List.of("unshare", "-n", "nft", "list", "ruleset"), LIMIT, 1000);
        assumeThat(tried.filter(ProgramResult::succeeded))
                .as("nft in a network namespace")
                .isPresent();
    }

    @Test
    void aFirewallThatDropsWhatNoRuleLetsInIsOn() throws Exception {
        assertThat(
                        firewall(
                                """
                                table inet filter {
                                  chain input {
                                    type filter hook input priority filter; policy drop;
                                    ct state established,related accept
                                    iif lo accept
                                    tcp dport 22 accept
                                  }
                                }
                                """))
                .contains(new Firewall(FirewallKind.NFTABLES, true, Optional.of(3)));
    }

    @Test
    void rulesThatLetInEverythingAreNoFirewall() throws Exception {
        assertThat(
                        firewall(
                                """
                                table inet filter {
                                  set banned { type ipv4_addr; }
                                  chain input {
                                    type filter hook input priority filter; policy accept;
                                    ip saddr @banned reject
                                  }
                                }
                                """))
                .contains(new Firewall(FirewallKind.NFTABLES, false, Optional.of(1)));
    }

    @Test
    void noRulesAtAllAreNoFirewall() throws Exception {
        assertThat(firewall(""))
                .contains(new Firewall(FirewallKind.NFTABLES, false, Optional.of(0)));
    }

    private Optional<Firewall> firewall(String rules) throws Exception {
        var file = Files.writeString(folder.resolve("rules"), rules);
        return PacketFilter.read(
                DeviceFiles.below(folder),
                (command, limit, most) -> inANamespace(file, command, limit, most));
    }

    private static Optional<ProgramResult> inANamespace(
            Path rules, List<String> command, Duration limit, int most)
            throws IOException, InterruptedException {
        var script = "nft -f " + rules + " && " + String.join(" ", command);
        return Programs.ofThisMachine()
                .run(List.of("unshare", "-n", "sh", "-c", script), limit, most);
    }
}
