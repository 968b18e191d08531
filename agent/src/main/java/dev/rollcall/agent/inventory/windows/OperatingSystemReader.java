package dev.rollcall.agent.inventory.windows;

import dev.rollcall.common.inventory.OperatingSystemSection;
import java.io.IOException;
import java.util.Optional;

/** Says which Windows this is. */
final class OperatingSystemReader {

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
                Optional.of("windows"),
                name,
                version,
                codename,
                name.map(n -> codename.map(c -> n + " " + c).orElse(n)),
                version,
                Optional.empty(),
                facts.row("processors").number("Architecture").flatMap(OperatingSystemReader::of),
                computer.text("DNSHostName").or(() -> computer.text("Name")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
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
