package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What protects the device.
 *
 * @param firewall absent when nothing here can tell
 * @param secureBoot false too where the device did not boot by UEFI
 * @param tpm absent when the kernel shows none and could not show one
 * @param confinement mandatory access control; absent when the kernel has none
 * @param sshd absent when no SSH server is installed
 */
public record SecuritySection(
        Optional<Firewall> firewall,
        Optional<Boolean> secureBoot,
        Optional<Tpm> tpm,
        Optional<Confinement> confinement,
        Optional<Sshd> sshd)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("security");

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * The packet filter.
     *
     * @param by what configures it
     * @param rules in force, when they can be counted
     */
    public record Firewall(FirewallKind by, boolean on, Optional<Integer> rules) {

        public Firewall {
            Objects.requireNonNull(by, "by");
        }
    }

    /** What configures the packet filter. */
    public enum FirewallKind {
        @JsonProperty("nftables")
        NFTABLES,
        @JsonProperty("ufw")
        UFW,
        @JsonProperty("firewalld")
        FIREWALLD
    }

    /** A trusted platform module; version as {@code 2.0} or {@code 1.2}. */
    public record Tpm(boolean present, Optional<String> version) {}

    /** Mandatory access control, and whether it enforces. */
    public record Confinement(ConfinementKind by, boolean enforcing) {

        public Confinement {
            Objects.requireNonNull(by, "by");
        }
    }

    /** Which mandatory access control. */
    public enum ConfinementKind {
        @JsonProperty("apparmor")
        APPARMOR,
        @JsonProperty("selinux")
        SELINUX
    }

    /**
     * The SSH server as its configuration says.
     *
     * @param ports absent, like all that follows from it, when the configuration cannot be read
     * @param listening whether one of its ports accepts connections now; absent when that cannot be
     *     read
     * @param passwordLogin and the next: absent when the configuration leaves them to the default
     */
    public record Sshd(
            Optional<List<Integer>> ports,
            Optional<Boolean> listening,
            Optional<Boolean> passwordLogin,
            Optional<String> rootLogin) {

        public Sshd {
            ports = ports.map(List::copyOf);
        }
    }
}
