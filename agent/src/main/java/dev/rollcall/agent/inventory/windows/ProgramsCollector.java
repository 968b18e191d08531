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

    private final KnownApps known;

    ProgramsCollector(Registry registry, SharedFacts.Source facts, KnownApps known) {
        this.registry = registry;
        this.facts = facts;
        this.known = known;
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

    /**
     * Those of the last time that they were answered. Where they never were and there was no time
     * for them, the section waits: without them it would say that there are none. Where the system
     * refuses to list them, programs alone are what can be known.
     */
    private List<InstalledPackage> apps() throws IOException, InterruptedException {
        boolean late = false;
        try {
            var answer = facts.read();
            AppsReader.read(answer).ifPresent(known::answered);
            late = answer.late("apps");
        } catch (IOException e) {
            // without PowerShell, programs still count
        }
        if (late && known.last().isEmpty()) {
            throw new IOException("apps of the Store were not answered in time");
        }
        return known.last().orElse(List.of());
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
