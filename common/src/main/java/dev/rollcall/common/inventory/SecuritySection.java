package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
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
 * @param sshd absent when no SSH server is installed, and where it is not looked for
 * @param malware what looks for malware; absent when nothing that we know is installed, or it does
 *     not say
 * @param mdmEnrolled whether the device is enrolled with a management by the maker's protocol
 * @param screenLock what the device's own policy says of it; absent when it says nothing
 * @param fips whether the kernel is in FIPS mode; false too where it has none
 */
public record SecuritySection(
        Optional<Firewall> firewall,
        Optional<Boolean> secureBoot,
        Optional<Tpm> tpm,
        Optional<Confinement> confinement,
        Optional<Sshd> sshd,
        Optional<Malware> malware,
        Optional<Boolean> mdmEnrolled,
        Optional<ScreenLock> screenLock,
        Optional<Boolean> fips)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("security");

    /** Of a device whose kernel does not tell whether it is in FIPS mode. */
    public SecuritySection(
            Optional<Firewall> firewall,
            Optional<Boolean> secureBoot,
            Optional<Tpm> tpm,
            Optional<Confinement> confinement,
            Optional<Sshd> sshd,
            Optional<Malware> malware,
            Optional<Boolean> mdmEnrolled,
            Optional<ScreenLock> screenLock) {
        this(
                firewall,
                secureBoot,
                tpm,
                confinement,
                sshd,
                malware,
                mdmEnrolled,
                screenLock,
                Optional.empty());
    }

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
        FIREWALLD,
        @JsonProperty("windows-firewall")
        WINDOWS_FIREWALL,
        @JsonProperty("application-firewall")
        APPLICATION_FIREWALL
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
        SELINUX,
        @JsonProperty("system-integrity-protection")
        SYSTEM_INTEGRITY_PROTECTION
    }

    /**
     * The SSH server as its configuration says.
     *
     * @param ports absent, like all that follows from it, when the configuration cannot be read
     * @param listening whether one of its ports accepts connections now; absent when that cannot be
     *     read
     * @param passwordLogin whether a password suffices, by what is configured and by the server's
     *     own defaults; like the next absent where it is so for some only
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

    /**
     * What looks for malware.
     *
     * @param on whether it looks at what is opened; absent where it does not say
     * @param signaturesOf the day that its newest list of signatures was made; of macOS, which does
     *     not tell that, on which the device got it. Absent when it has none, or none that says
     */
    public record Malware(
            MalwareScanner by, Optional<Boolean> on, Optional<LocalDate> signaturesOf) {

        public Malware {
            Objects.requireNonNull(by, "by");
        }
    }

    /** What looks for malware: a program, or the system itself. */
    public enum MalwareScanner {
        @JsonProperty("clamav")
        CLAMAV,
        @JsonProperty("defender")
        DEFENDER,
        @JsonProperty("gatekeeper")
        GATEKEEPER,
        @JsonProperty("bitdefender")
        BITDEFENDER,
        @JsonProperty("crowdstrike")
        CROWDSTRIKE,
        @JsonProperty("eset")
        ESET,
        @JsonProperty("sentinelone")
        SENTINELONE,
        @JsonProperty("sophos")
        SOPHOS,
        @JsonProperty("trend-micro")
        TREND_MICRO
    }

    /**
     * The lock of the screen.
     *
     * @param enabled whether it comes by itself
     * @param afterSeconds without a touch; absent when the policy leaves that open, or it never
     *     comes
     * @param enforced whether whoever uses the device cannot change it
     */
    public record ScreenLock(boolean enabled, Optional<Integer> afterSeconds, boolean enforced) {}
}
