package dev.rollcall.server.inventory.history;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.server.inventory.history.Change.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How what is installed differs from what was before. Pure. */
final class PackagesDiff {

    static final String FACT = "packages";

    private PackagesDiff() {}

    /** By name; several versions of one name, such as kernels, come and go one by one. */
    static List<Change> between(List<InstalledPackage> before, List<InstalledPackage> after) {
        var were = byName(before);
        var are = byName(after);
        var names = new TreeSet<>(were.keySet());
        names.addAll(are.keySet());
        var changes = new ArrayList<Change>();
        for (var name : names) {
            compare(
                    name,
                    were.getOrDefault(name, List.of()),
                    are.getOrDefault(name, List.of()),
                    changes);
        }
        return List.copyOf(changes);
    }

    private static Map<String, List<InstalledPackage>> byName(List<InstalledPackage> packages) {
        return packages.stream().collect(Collectors.groupingBy(InstalledPackage::name));
    }

    private static void compare(
            String name,
            List<InstalledPackage> before,
            List<InstalledPackage> after,
            List<Change> changes) {
        var were = versions(before);
        var are = versions(after);
        if (!tellArchitecture(were, are)) {
            compare(name, all(were), all(are), changes);
            return;
        }
        var architectures = new TreeSet<>(were.keySet());
        architectures.addAll(are.keySet());
        for (var architecture : architectures) {
            compare(
                    name + ":" + architecture,
                    were.getOrDefault(architecture, Set.of()),
                    are.getOrDefault(architecture, Set.of()),
                    changes);
        }
    }

    private static Map<String, Set<String>> versions(List<InstalledPackage> packages) {
        return packages.stream()
                .collect(
                        Collectors.groupingBy(
                                InstalledPackage::architecture,
                                Collectors.mapping(InstalledPackage::version, Collectors.toSet())));
    }

    private static Set<String> all(Map<String, Set<String>> versions) {
        return versions.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /**
     * Where there were or are several, and where one came for another in the same version: by its
     * name alone nothing would have changed. An update that is for another, as many are with a new
     * release of the system, is an update.
     */
    private static boolean tellArchitecture(
            Map<String, Set<String>> were, Map<String, Set<String>> are) {
        if (were.size() > 1 || are.size() > 1) {
            return true;
        }
        return !were.keySet().equals(are.keySet()) && !Collections.disjoint(all(were), all(are));
    }

    private static void compare(
            String name, Set<String> were, Set<String> are, List<Change> changes) {
        var gone = new TreeSet<>(were);
        gone.removeAll(are);
        var come = new TreeSet<>(are);
        come.removeAll(were);
        if (gone.size() == 1 && come.size() == 1) {
            changes.add(changed(name, gone.first(), come.first()));
            return;
        }
        gone.forEach(version -> changes.add(comeOrGone(Kind.REMOVED, name, version)));
        come.forEach(version -> changes.add(comeOrGone(Kind.ADDED, name, version)));
    }

    private static Change changed(String name, String before, String after) {
        return new Change(
                Kind.CHANGED,
                FACT,
                Optional.of(name),
                Optional.of(before),
                Optional.of(after),
                false,
                "package " + name + " " + before + " → " + after);
    }

    private static Change comeOrGone(Kind kind, String name, String version) {
        boolean added = kind == Kind.ADDED;
        return new Change(
                kind,
                FACT,
                Optional.of(name),
                added ? Optional.empty() : Optional.of(version),
                added ? Optional.of(version) : Optional.empty(),
                false,
                "package " + name + (added ? " added (" : " removed (") + version + ")");
    }
}
