package dev.rollcall.agent.inventory.macos;

import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what protects a device with macOS. A Mac has no TPM, and no Secure Boot of UEFI's. */
final class SecurityReader {

    static final String[] FIREWALL = {"socketfilterfw", "--getglobalstate"};
    static final String[] INTEGRITY = {"csrutil", "status"};
    static final String[] GATEKEEPER = {"spctl", "--status"};
    static final String[] ENROLLMENT = {"profiles", "status", "-type", "enrollment"};

    private static final Pattern STATE = Pattern.compile("\\(State = (\\d)\\)");
    private static final Pattern INTEGRITY_STATE =
            Pattern.compile("(?m)^System Integrity Protection status: (enabled|disabled)\\.");
    private static final Pattern ASSESSMENTS =
            Pattern.compile("(?m)^assessments (enabled|disabled)");
    private static final Pattern MDM = Pattern.compile("(?m)^MDM enrollment: (Yes|No)\\b");

    private SecurityReader() {}

    /** What is read from elsewhere. */
    record Beside(
            Optional<Sshd> sshd,
            Optional<LocalDate> signaturesOf,
            Optional<ScreenLock> screenLock) {

        static final Beside NOTHING =
                new Beside(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Each argument but the last is what a program printed, where it did. */
    static SecuritySection read(
            Optional<String> firewall,
            Optional<String> integrity,
            Optional<String> gatekeeper,
            Optional<String> enrollment,
            Beside beside)
            throws IOException {
        var section =
                new SecuritySection(
                        word(firewall, STATE)
                                .map(state ->
                                        new Firewall(
                                                FirewallKind.APPLICATION_FIREWALL,
                                                !state.equals("0"),
                                                Optional.empty())),
                        Optional.empty(),
                        Optional.empty(),
                        word(integrity, INTEGRITY_STATE)
                                .map(state ->
                                        new Confinement(
                                                ConfinementKind.SYSTEM_INTEGRITY_PROTECTION,
                                                state.equals("enabled"))),
                        beside.sshd(),
                        word(gatekeeper, ASSESSMENTS)
                                .map(state ->
                                        new Malware(
                                                MalwareScanner.GATEKEEPER,
                                                Optional.of(state.equals("enabled")),
                                                beside.signaturesOf())),
                        word(enrollment, MDM).map(answer -> answer.equals("Yes")),
                        beside.screenLock());
        boolean silent =
                section.firewall().isEmpty()
                        && section.confinement().isEmpty()
                        && section.malware().isEmpty()
                        && section.mdmEnrolled().isEmpty()
                        && section.sshd().isEmpty()
                        && section.screenLock().isEmpty();
        if (silent) {
            throw new IOException("no program says what protects this device");
        }
        return section;
    }

    private static Optional<String> word(Optional<String> printed, Pattern pattern) {
        return printed.map(pattern::matcher).filter(m -> m.find()).map(m -> m.group(1));
    }
}
