package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.packages.PackagesCollector;
import dev.rollcall.agent.platform.Registry;
import dev.rollcall.agent.platform.Registry.Key;
import dev.rollcall.agent.platform.Registry.View;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists the programs that are installed for everybody, by what the registry says can be
 * uninstalled, and packaged apps. Programs that a person installed for themselves are not looked
 * for. winget lists the same two, from the same places.
 */
final class ProgramsCollector implements Collector {

    static final String PATH = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";
    static final List<String> WANTED =
            List.of(
                    "DisplayName",
                    "DisplayVersion",
                    "SystemComponent",
                    "ParentKeyName",
                    "ReleaseType");

    private final Registry registry;
    private final SharedFacts.Source facts;

    /** Of the last time that they were answered: an answer that is late uninstalls nothing. */
    private volatile List<InstalledPackage> apps = List.of();

    ProgramsCollector(Registry registry, SharedFacts.Source facts) {
        this.registry = registry;
        this.facts = facts;
    }

    @Override
    public SectionKind kind() {
        return PackagesSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var wide = registry.below(PATH, View.BITS_64, WANTED);
        var narrow = registry.below(PATH, View.BITS_32, WANTED);
        if (wide.isEmpty() && narrow.isEmpty()) {
            throw new IOException("the registry lists no programs");
        }
        var found = new Found(new ArrayList<>(), 0);
        found = found.and(wide.orElse(List.of()), "64-bit");
        // where there is no second registry, both views are the same one
        found = wide.equals(narrow) ? found : found.and(narrow.orElse(List.of()), "32-bit");
        var packages = new ArrayList<>(found.packages());
        packages.addAll(apps());
        return PackagesCollector.section(packages, found.unreadable());
    }

    private List<InstalledPackage> apps() throws InterruptedException {
        try {
            AppsReader.read(facts.read()).ifPresent(answered -> apps = answered);
        } catch (IOException e) {
            // without PowerShell, programs still count
        }
        return apps;
    }

    /**
     * What was found so far.
     *
     * @param unreadable programs that state no version
     */
    private record Found(List<InstalledPackage> packages, int unreadable) {

        Found and(List<Key> keys, String architecture) {
            var all = new ArrayList<>(packages);
            int without = unreadable;
            for (var key : keys) {
                var name = program(key);
                var version =
                        Optional.ofNullable(key.values().get("DisplayVersion"))
                                .flatMap(Clean::text);
                if (name.isPresent() && version.isPresent()) {
                    all.add(
                            new InstalledPackage(
                                    name.get(),
                                    version.get(),
                                    architecture,
                                    PackageSource.WINDOWS_PROGRAMS));
                } else if (name.isPresent()) {
                    without++;
                }
            }
            return new Found(all, without);
        }
    }

    /** Its name, where Windows would show it among the programs: no part or update of another. */
    private static Optional<String> program(Key key) {
        var values = key.values();
        boolean hidden =
                "1".equals(values.get("SystemComponent"))
                        || !values.getOrDefault("ParentKeyName", "").isBlank()
                        || !values.getOrDefault("ReleaseType", "").isBlank();
        return hidden
                ? Optional.empty()
                : Optional.ofNullable(values.get("DisplayName")).flatMap(Clean::text);
    }
}
