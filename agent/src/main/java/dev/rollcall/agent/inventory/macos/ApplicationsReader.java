package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.packages.PackagesCollector;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists the applications that are installed for everybody: those in the folders of applications.
 * What lies in home folders is a person's own, and what lies elsewhere is a part of the system.
 */
final class ApplicationsReader {

    static final String TYPE = "SPApplicationsDataType";

    /** Where Safari is from macOS 13 on, to be updated without the rest of the system. */
    private static final List<String> CRYPTEXES =
            List.of("/System/Cryptexes/App", "/System/Volumes/Preboot/Cryptexes/App");

    private ApplicationsReader() {}

    /**
     * @param others what is installed beside
     */
    static Collected.Facts read(Fields profile, List<InstalledPackage> others) throws IOException {
        if (!profile.has(TYPE)) {
            throw new IOException("system_profiler lists no applications");
        }
        var found = new ArrayList<>(others);
        int unreadable = 0;
        for (var row : profile.list(TYPE)) {
            var path = inSystem(row.text("path").orElse(""));
            if (path.startsWith("/Applications/") || path.startsWith("/System/Applications/")) {
                var application = application(row);
                application.ifPresent(found::add);
                unreadable += application.isPresent() ? 0 : 1;
            }
        }
        return PackagesCollector.section(found, unreadable);
    }

    /** What an application of the cryptex is to the system that it is grafted onto. */
    private static String inSystem(String path) {
        return CRYPTEXES.stream()
                .filter(path::startsWith)
                .findFirst()
                .map(cryptex -> path.substring(cryptex.length()))
                .orElse(path);
    }

    /** One that states no version, or not what it runs on, is counted and not listed. */
    private static Optional<InstalledPackage> application(Fields row) {
        var architecture = row.text("arch_kind").map(ApplicationsReader::architecture);
        return row.text("_name")
                .flatMap(name ->
                        row.text("version")
                                .flatMap(version ->
                                        architecture.map(known ->
                                                new InstalledPackage(
                                                        name,
                                                        version,
                                                        known,
                                                        PackageSource.MACOS_APPLICATIONS))));
    }

    private static String architecture(String kind) {
        return switch (kind) {
            case "arch_arm" -> "arm64";
            case "arch_arm_i64" -> "universal";
            case "arch_i64", "arch_i32_i64" -> "x86_64";
            default -> kind.startsWith("arch_") ? kind.substring("arch_".length()) : kind;
        };
    }
}
