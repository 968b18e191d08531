package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Place;
import dev.rollcall.server.access.Territory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every district with its tree at one instant. Immutable. */
public record Organization(Map<DistrictId, District> known, Map<DistrictId, UnitTree> trees)
        implements Territory {

    public Organization {
        known = Map.copyOf(known);
        trees = Map.copyOf(trees);
    }

    @Override
    public List<Place> path(DistrictId district, UnitId unit) {
        var path = new ArrayList<Place>();
        Optional.ofNullable(trees.get(district))
                .map(tree -> tree.path(unit))
                .orElse(List.of())
                .forEach(step -> path.add(new Place(district, step.id())));
        if (!path.isEmpty()) {
            Optional.ofNullable(known.get(district))
                    .flatMap(District::provider)
                    .ifPresent(provider -> path.addFirst(new Place(provider, Unit.root(provider))));
        }
        return List.copyOf(path);
    }

    @Override
    public Set<UnitId> units(DistrictId district) {
        var ids = new LinkedHashSet<UnitId>();
        Optional.ofNullable(trees.get(district))
                .ifPresent(tree -> tree.all().forEach(unit -> ids.add(unit.id())));
        return Set.copyOf(ids);
    }

    @Override
    public Set<DistrictId> districts() {
        return known.keySet();
    }

    @Override
    public Optional<DistrictId> district(String slug) {
        return known.values().stream()
                .filter(district -> district.slug().equals(slug))
                .map(District::id)
                .findFirst();
    }

    @Override
    public Optional<UnitId> unit(DistrictId district, String slug) {
        return Optional.ofNullable(trees.get(district))
                .flatMap(tree -> tree.find(slug))
                .map(Unit::id);
    }
}
