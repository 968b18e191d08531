package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what protects a device with Windows. */
final class SecurityReader {

    /** NetFirewallProfile, DefaultInboundAction: what no rule names is let in. */
    private static final long ALLOW = 2;

    private SecurityReader() {}

    static SecuritySection read(WindowsFacts facts) throws IOException {
        boolean silent =
                List.of("firewall", "secure-boot", "tpm", "defender", "antivirus", "mdm").stream()
                        .allMatch(question -> facts.rows(question).isEmpty());
        if (silent) {
            facts.required("firewall");
        }
        return new SecuritySection(
                facts.rows("firewall").flatMap(SecurityReader::firewall),
                facts.rows("secure-boot").flatMap(SecurityReader::secureBoot),
                facts.rows("tpm").map(SecurityReader::tpm),
                Optional.empty(),
                SshReader.read(facts),
                AntivirusReader.read(facts),
                facts.rows("mdm").map(rows -> rows.stream().anyMatch(SecurityReader::enrolled)),
                facts.rows("screen-lock").flatMap(SecurityReader::screenLock));
    }

    /**
     * The limits of inactivity that hold for the whole machine, of which the shorter counts; 0 is
     * none. Who may administer it sets them, so that nobody else changes them. That of an MDM holds
     * where DevicePasswordEnabled is 0, which means that it is.
     */
    private static Optional<ScreenLock> screenLock(List<Fields> rows) {
        var seconds = rows.stream().flatMap(row -> row.count("Seconds").stream());
        var minutes =
                rows.stream()
                        .filter(row -> row.number("Password").equals(Optional.of(0L)))
                        .flatMap(row -> row.count("Minutes").stream())
                        .filter(limit -> limit < 100_000)
                        .map(limit -> limit * 60);
        return Stream.concat(seconds, minutes)
                .min(Comparator.naturalOrder())
                .map(limit -> new ScreenLock(true, Optional.of(limit), true));
    }

    /** On where it is in every network the device may come into. */
    private static Optional<Firewall> firewall(List<Fields> profiles) {
        boolean known =
                !profiles.isEmpty()
                        && profiles.stream().allMatch(p -> p.truth("Enabled").isPresent());
        boolean on =
                profiles.stream()
                        .allMatch(p ->
                                p.truth("Enabled").orElse(false)
                                        && !p.number("Inbound").equals(Optional.of(ALLOW)));
        return known
                ? Optional.of(new Firewall(FirewallKind.WINDOWS_FIREWALL, on, Optional.empty()))
                : Optional.empty();
    }

    private static Optional<Boolean> secureBoot(List<Fields> rows) {
        return rows.size() == 1 && rows.getFirst().node().isBoolean()
                ? Optional.of(rows.getFirst().node().booleanValue())
                : Optional.empty();
    }

    /** SpecVersion is version, level and revision, as in "2.0, 0, 1.38". */
    private static Tpm tpm(List<Fields> rows) {
        var version =
                rows.stream()
                        .flatMap(row -> row.text("SpecVersion").stream())
                        .map(spec -> spec.split(",", 2)[0].strip())
                        .filter(first -> first.equals("2.0") || first.equals("1.2"))
                        .findFirst();
        return new Tpm(!rows.isEmpty(), version);
    }

    private static boolean enrolled(Fields row) {
        return row.number("EnrollmentState").equals(Optional.of(1L))
                && row.text("ProviderID").isPresent();
    }
}
