package dev.rollcall.server.rule;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.shape.Shape;
import dev.rollcall.common.inventory.shape.Shape.Fact;
import dev.rollcall.common.inventory.shape.Shape.Group;
import dev.rollcall.common.inventory.shape.Shape.Several;
import dev.rollcall.common.inventory.shape.Shapes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The sections, and what is always changing, as types of CEL: each a variable with named fields,
 * lists of such, and facts. Never changes once it is made.
 */
final class RuleTypes {

    /** How rules call the packages of all buckets together. */
    static final String INSTALLED = "installed";

    /** The type of one of them. */
    static final String PACKAGE = typeName(PackagesSection.KIND + "." + INSTALLED);

    private final Map<String, Group> variables = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, StructType> types = new LinkedHashMap<>();

    RuleTypes() {
        Shapes.all()
                .forEach((name, shape) -> {
                    if (name.equals(PackagesSection.KIND.name())) {
                        variables.put(variable(name), packages(shape));
                    } else if (!name.equals(PackageBucket.KIND.name())) {
                        variables.put(variable(name), shape);
                    }
                });
        variables.values().forEach(this::declare);
    }

    /** The digests of buckets are nobody's question; what is in them is. */
    private static Group packages(Group section) {
        var parts = new LinkedHashMap<>(section.parts());
        parts.remove("buckets");
        var bucket = Shapes.all().get(PackageBucket.KIND.name());
        if (bucket != null
                && bucket.parts().get("packages") instanceof Several(Group one, String about)) {
            parts.put(
                    INSTALLED,
                    new Several(
                            new Group(section.name() + "." + INSTALLED, one.parts(), ""), about));
        }
        return new Group(section.name(), parts, section.about());
    }

    /** No name may have a dash: operating-system is operatingSystem. */
    static String variable(String section) {
        var name = new StringBuilder();
        boolean upper = false;
        for (int at = 0; at < section.length(); at++) {
            char c = section.charAt(at);
            if (c != '-') {
                name.append(upper ? Character.toUpperCase(c) : c);
            }
            upper = c == '-';
        }
        return name.toString();
    }

    /** No expression can say it, or volumes.volumes would be the type and not the list. */
    static String typeName(String group) {
        return "facts/" + group.replace('.', '/');
    }

    private StructType declare(Group group) {
        var name = typeName(group.name());
        groups.put(name, group);
        var builder = ImmutableMap.<String, CelType>builder();
        group.parts().forEach((field, part) -> builder.put(field, type(part)));
        var fields = builder.buildOrThrow();
        var type =
                StructType.create(
                        name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
        types.put(name, type);
        return type;
    }

    private CelType type(Shape shape) {
        return switch (shape) {
            case Group group -> declare(group);
            case Several several -> ListType.create(type(several.item()));
            case Fact fact -> type(fact.type());
        };
    }

    private static CelType type(Shape.Type type) {
        return switch (type) {
            case TEXT, VERSION, CHOICE -> SimpleType.STRING;
            case NUMBER, BYTES -> SimpleType.INT;
            case YES_OR_NO -> SimpleType.BOOL;
            case DATE, TIME -> SimpleType.TIMESTAMP;
            case DURATION -> SimpleType.DURATION;
            case DIGESTS -> MapType.create(SimpleType.STRING, SimpleType.STRING);
        };
    }

    /** The sections by the names of their variables. */
    Map<String, Group> variables() {
        return Collections.unmodifiableMap(variables);
    }

    Optional<SectionKind> section(String variable) {
        return Optional.ofNullable(variables.get(variable))
                .map(group -> new SectionKind(group.name()));
    }

    /** What stands below the name of a type; empty for what is no group. */
    Optional<Group> group(String type) {
        return Optional.ofNullable(groups.get(type));
    }

    /** Everything that can be written of what a device says. */
    SortedSet<String> words() {
        var words = new TreeSet<>(variables.keySet());
        groups.values().forEach(group -> words.addAll(group.parts().keySet()));
        return words;
    }

    /** Of a group. */
    StructType type(String name) {
        var type = types.get(name);
        if (type == null) {
            throw new IllegalStateException("there is no type " + name);
        }
        return type;
    }

    /** As the compiler asks for them. */
    CelTypeProvider provider() {
        return new Provider(ImmutableMap.copyOf(types));
    }

    private static final class Provider implements CelTypeProvider {

        private final ImmutableMap<String, CelType> types;

        Provider(ImmutableMap<String, CelType> types) {
            this.types = types;
        }

        @Override
        public ImmutableCollection<CelType> types() {
            return types.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(types.get(name));
        }
    }
}
