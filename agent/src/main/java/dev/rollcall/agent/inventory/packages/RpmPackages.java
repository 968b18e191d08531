package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how rpm lists the installed packages. */
final class RpmPackages {

    static final String FORMAT =
            "%{NAME}\\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\n";
    private static final Pattern SOURCE =
            Pattern.compile("([^ ]+)-([^ -]+-[^ -]+)\\.(?:no)?src\\.rpm");
    private static final int MAX_PACKAGES = 50_000;

    private RpmPackages() {}

    static Listing parse(String output) throws IOException {
        var packages = new ArrayList<InstalledPackage>();
        int unreadable = 0;
        var lines = output.lines().limit(MAX_PACKAGES + 1L).toList();
        if (lines.size() > MAX_PACKAGES) {
            throw new IOException("rpm lists more than " + MAX_PACKAGES + " packages");
        }
        for (var line : lines) {
            var parts = line.split("\t", -1);
            if (parts.length >= 3 && parts[0].equals("gpg-pubkey")) {
                continue; // a signing key that rpm keeps among its packages
            }
            var found = parts.length == 4 ? one(parts) : Optional.<InstalledPackage>empty();
            found.ifPresent(packages::add);
            unreadable += found.isPresent() ? 0 : 1;
        }
        return new Listing(packages, unreadable);
    }

    private static Optional<InstalledPackage> one(String[] parts) {
        var name = Clean.text(parts[0]);
        var version = Clean.text(withoutEpochZero(parts[1]));
        var architecture = Clean.text(parts[2]);
        if (name.isEmpty() || version.isEmpty() || architecture.isEmpty()) {
            return Optional.empty();
        }
        var installed =
                new InstalledPackage(
                        name.get(), version.get(), architecture.get(), PackageSource.RPM);
        return Optional.of(Clean.text(parts[3]).map(of -> built(installed, of)).orElse(installed));
    }

    /** The source's file is named NAME-VERSION-RELEASE, without the epoch that it may have. */
    private static InstalledPackage built(InstalledPackage installed, String sourceFile) {
        var parts = SOURCE.matcher(sourceFile);
        if (!parts.matches()) {
            return installed;
        }
        var own = installed.version().substring(installed.version().indexOf(':') + 1);
        var version = parts.group(2);
        return installed.from(parts.group(1), version.equals(own) ? installed.version() : version);
    }

    /** To say an epoch of 0, as some packages do, is to say none; dnf does not show it either. */
    private static String withoutEpochZero(String version) {
        return version.startsWith("0:") ? version.substring(2) : version;
    }
}
