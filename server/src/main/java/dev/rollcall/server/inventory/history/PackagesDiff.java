package dev.rollcall.server.inventory.history;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.server.inventory.history.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How what is installed differs from what was before. Pure. */
final class PackagesDiff {

    static final String FACT = "packages";

    private PackagesDiff() {}

    /** By name; several versions of one name, such as kernels, come and go one by one. */
    static List<Change> between(List<InstalledPackage> before, List<InstalledPackage> after) {
        var were = versions(before);
        var are = versions(after);
        var names = new TreeSet<>(were.keySet());
        names.addAll(are.keySet());
        var changes = new ArrayList<Change>();
        for (var name : names) {
            compare(
                    name,
                    were.getOrDefault(name, Set.of()),
                    are.getOrDefault(name, Set.of()),
                    changes);
        }
        return List.copyOf(changes);
    }

    private static Map<String, Set<String>> versions(List<InstalledPackage> packages) {
        var architectures =
                packages.stream()
                        .collect(
                                Collectors.groupingBy(
                                        InstalledPackage::name,
                                        Collectors.mapping(
                                                InstalledPackage::architecture,
                                                Collectors.toSet())));
        return packages.stream()
                .collect(
                        Collectors.groupingBy(
                                p ->
                                        architectures.getOrDefault(p.name(), Set.of()).size() > 1
                                                ? p.name() + ":" + p.architecture()
                                                : p.name(),
                                TreeMap::new,
                                Collectors.mapping(InstalledPackage::version, Collectors.toSet())));
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
