package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.collect.SupportEnds;
import dev.rollcall.common.inventory.OperatingSystemSection;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;

/** Says which Windows this is. */
final class OperatingSystemReader {

    private static final String ID = "windows";

    private OperatingSystemReader() {}

    /** The version is the build with its revision, by which one Tuesday differs from the next. */
    static OperatingSystemSection read(WindowsFacts facts) throws IOException {
        facts.required("system");
        var system = facts.row("system");
        var release = facts.row("release");
        var version =
                system.text("Version")
                        .map(v -> release.number("UBR").map(ubr -> v + "." + ubr).orElse(v));
        var name = system.text("Caption");
        var codename = release.text("DisplayVersion").or(() -> release.text("ReleaseId"));
        var computer = facts.row("computer");
        return new OperatingSystemSection(
                Optional.of(ID),
                name,
                version,
                codename,
                name.map(n -> codename.map(c -> n + " " + c).orElse(n)),
                version,
                Optional.empty(),
                facts.row("processors").number("Architecture").flatMap(OperatingSystemReader::of),
                computer.text("DNSHostName").or(() -> computer.text("Name")),
                Optional.empty(),
                ClockReader.zone(facts),
                ClockReader.source(facts),
                ClockReader.isSet(facts),
                supportEnds(system, release));
    }

    /** Of one build the editions have days of their own. */
    private static Optional<LocalDate> supportEnds(Fields system, Fields release) {
        return system.number("BuildNumber")
                .flatMap(build ->
                        release.text("EditionID")
                                .flatMap(OperatingSystemReader::edition)
                                .flatMap(edition -> SupportEnds.of(ID, build + "-" + edition)));
    }

    /** Which kind of edition, in the words of the table; those for other markets end in N. */
    static Optional<String> edition(String editionId) {
        var bare =
                editionId.endsWith("N")
                        ? editionId.substring(0, editionId.length() - 1)
                        : editionId;
        return switch (bare) {
            case "Core",
                    "CoreSingleLanguage",
                    "CoreCountrySpecific",
                    "Professional",
                    "ProfessionalEducation",
                    "ProfessionalWorkstation" ->
                    Optional.of("home-pro");
            case "Education", "Enterprise", "IoTEnterprise", "ServerRdsh" ->
                    Optional.of("education");
            case "EnterpriseS" -> Optional.of("ltsc");
            case "IoTEnterpriseS" -> Optional.of("iot-ltsc");
            case "ServerStandard", "ServerDatacenter" -> Optional.of("server");
            default -> Optional.empty();
        };
    }

    /** Win32_Processor, Architecture; in the words that Linux has for them. */
    private static Optional<String> of(long architecture) {
        return switch ((int) architecture) {
            case 0 -> Optional.of("i686");
            case 5 -> Optional.of("armv7l");
            case 9 -> Optional.of("x86_64");
            case 12 -> Optional.of("aarch64");
            default -> Optional.empty();
        };
    }
}
