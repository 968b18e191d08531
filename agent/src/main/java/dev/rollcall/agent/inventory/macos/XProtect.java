package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;

/**
 * On which day (UTC) a Mac got the signatures of malware that it has; when Apple made them is said
 * nowhere. From macOS 15 on a program tells; before, they come like other updates, whose history is
 * a file.
 */
final class XProtect {

    static final String PROGRAM = "/usr/bin/xprotect";
    static final String[] VERSION = {"xprotect", "version", "--json"};

    private static final String HISTORY = "/Library/Receipts/InstallHistory.plist";
    private static final String SIGNATURES = "XProtectPlistConfigData";

    private XProtect() {}

    /**
     * @param version what the program printed, where there is one
     */
    static Optional<LocalDate> installed(DeviceFiles files, Optional<String> version) {
        if (files.exists(PROGRAM)) {
            return version.flatMap(XProtect::told).map(XProtect::day);
        }
        return PropertyList.of(files, HISTORY).flatMap(XProtect::newest).map(XProtect::day);
    }

    private static Optional<Instant> told(String version) {
        try {
            return MacPrograms.parse(version).instant("xprotect_bundle_install_date");
        } catch (IOException e) {
            return Optional.empty(); // of a form that we do not know
        }
    }

    private static Optional<Instant> newest(Fields history) {
        return Fields.listOf(history.node()).stream()
                .filter(update -> update.raw("displayName").equals(Optional.of(SIGNATURES)))
                .flatMap(update -> update.instant("date").stream())
                .max(Comparator.naturalOrder());
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
