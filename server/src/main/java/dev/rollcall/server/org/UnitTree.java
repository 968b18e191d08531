package dev.rollcall.server.org;

import dev.rollcall.common.id.UnitId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The units of one district at one instant, and every answer about their shape. Immutable. */
public final class UnitTree {

    /** Levels below the root that a tree may have. */
    public static final int MAX_DEPTH = 12;

    private final Map<UnitId, Unit> units = new LinkedHashMap<>();
    private final Map<UnitId, List<Unit>> children = new LinkedHashMap<>();

    private UnitTree() {}

    /** From the units of one district, whose parents are among them. */
    public static UnitTree of(Collection<Unit> units) {
        var tree = new UnitTree();
        units.stream()
                .sorted(Comparator.comparing(Unit::slug))
                .forEach(unit -> {
                    tree.units.put(unit.id(), unit);
                    unit.parent()
                            .ifPresent(parent ->
                                    tree.children
                                            .computeIfAbsent(parent, p -> new ArrayList<>())
                                            .add(unit));
                });
        return tree;
    }

    public Optional<Unit> unit(UnitId id) {
        return Optional.ofNullable(units.get(id));
    }

    public Optional<Unit> find(String slug) {
        return units.values().stream().filter(unit -> unit.slug().equals(slug)).findFirst();
    }

    /** Every unit, parents before children. */
    public List<Unit> all() {
        return units.values().stream()
                .filter(unit -> unit.parent().isEmpty())
                .flatMap(root -> subtree(root.id()).stream())
                .toList();
    }

    public List<Unit> children(UnitId id) {
        return List.copyOf(children.getOrDefault(id, List.of()));
    }

    /** The way from the root to this unit, both included; empty for an unknown unit. */
    public List<Unit> path(UnitId id) {
        var path = new LinkedHashSet<Unit>();
        var next = unit(id);
        // a set, so that even a damaged table cannot make this run forever
        while (next.isPresent() && path.add(next.get())) {
            next = next.get().parent().flatMap(this::unit);
        }
        return List.copyOf(path).reversed();
    }

    /** The units above this one, root first, without itself. */
    public List<Unit> ancestors(UnitId id) {
        var path = path(id);
        return path.isEmpty() ? path : path.subList(0, path.size() - 1);
    }

    /** This unit and everything below it, parents before children; empty for an unknown unit. */
    public List<Unit> subtree(UnitId id) {
        var found = new LinkedHashSet<Unit>();
        unit(id).ifPresent(unit -> addSubtree(unit, found));
        return List.copyOf(found);
    }

    /** The ids of {@link #subtree}. */
    public Set<UnitId> subtreeIds(UnitId id) {
        var ids = new LinkedHashSet<UnitId>();
        subtree(id).forEach(unit -> ids.add(unit.id()));
        return Set.copyOf(ids);
    }

    private void addSubtree(Unit unit, Set<Unit> found) {
        if (found.add(unit)) {
            children.getOrDefault(unit.id(), List.of()).forEach(child -> addSubtree(child, found));
        }
    }

    /** Why a unit cannot stand below another; empty when it can. */
    public Optional<String> objectionToMove(UnitId unit, UnitId newParent) {
        if (unit(unit).isEmpty() || unit(newParent).isEmpty()) {
            return Optional.of("there is no such unit in this district");
        }
        if (unit(unit).get().parent().isEmpty()) {
            return Optional.of("the root of a district cannot be moved");
        }
        if (subtreeIds(unit).contains(newParent)) {
            return Optional.of("a unit cannot be moved below itself");
        }
        if (path(newParent).size() + height(unit) > MAX_DEPTH) {
            return Optional.of("the tree would be deeper than " + MAX_DEPTH + " levels");
        }
        return Optional.empty();
    }

    private int height(UnitId id) {
        int own = path(id).size();
        return subtree(id).stream().mapToInt(u -> path(u.id()).size()).max().orElse(own) - own + 1;
    }
}
