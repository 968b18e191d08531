package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.UntrustedFolder;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The formulae of Homebrew in the two places that it is at home in, one for each architecture: a
 * folder for each, and in it one for each version. The folders belong to whoever installed it, and
 * are not trusted. What it installs as an application is listed as one.
 */
final class Homebrew {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@+._-]{0,99}");
    private static final int MAX_FORMULAE = 5_000;
    private static final int MAX_VERSIONS = 20;

    private Homebrew() {}

    static List<InstalledPackage> read(DeviceFiles files) {
        var found = new ArrayList<InstalledPackage>();
        below(files, "/opt/homebrew", "arm64", found);
        below(files, "/usr/local", "x86_64", found);
        return found;
    }

    private static void below(
            DeviceFiles files, String prefix, String architecture, List<InstalledPackage> found) {
        var home = UntrustedFolder.open(files.at(prefix));
        if (home.isEmpty()) {
            return;
        }
        try (var opened = home.get()) {
            var cellar = opened.folder("Cellar");
            if (cellar.isPresent()) {
                try (var formulae = cellar.get()) {
                    formulae(formulae, architecture, found);
                }
            }
        }
    }

    private static void formulae(
            UntrustedFolder cellar, String architecture, List<InstalledPackage> found) {
        for (var name : cellar.names(MAX_FORMULAE)) {
            var formula = NAME.matcher(name).matches() ? cellar.folder(name) : none();
            if (formula.isPresent()) {
                try (var versions = formula.get()) {
                    versions.names(MAX_VERSIONS).stream()
                            .filter(version -> NAME.matcher(version).matches())
                            .map(version ->
                                    new InstalledPackage(
                                            name, version, architecture, PackageSource.HOMEBREW))
                            .forEach(found::add);
                }
            }
        }
    }

    private static Optional<UntrustedFolder> none() {
        return Optional.empty();
    }
}
