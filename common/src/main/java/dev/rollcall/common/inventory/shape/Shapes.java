package dev.rollcall.common.inventory.shape;

import dev.rollcall.common.inventory.CollectionManifest;
import dev.rollcall.common.inventory.CollectionManifest.Field;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.shape.Shape.Fact;
import dev.rollcall.common.inventory.shape.Shape.Group;
import dev.rollcall.common.inventory.shape.Shape.Several;
import dev.rollcall.common.inventory.shape.Shape.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The forms of the bodies that this version knows. Pure. */
public final class Shapes {

    private static final String LIST_OF = "list of ";
    private static final String ONE_OF = "one of ";

    /** Where the manifest tells of the bodies that the packages section names. */
    private static final String BUCKET = PackagesSection.KIND + ".bucket";

    private static final Map<String, Group> ALL = read(CollectionManifest.ofThisVersion());

    private Shapes() {}

    /**
     * By the name of what the body is of: each section, {@code package-bucket}, and {@code
     * volatile}; in the order of the manifest.
     */
    public static Map<String, Group> all() {
        return ALL;
    }

    private static Map<String, Group> read(CollectionManifest manifest) {
        var shapes = new LinkedHashMap<String, Group>();
        for (var section : manifest.sections()) {
            var ofBucket = section.fields().stream().filter(f -> within(BUCKET, f.name())).toList();
            var own = section.fields().stream().filter(f -> !within(BUCKET, f.name())).toList();
            var about = "Collected " + section.purpose() + ".";
            shapes.put(section.section(), group(section.section(), own, about));
            if (!ofBucket.isEmpty()) {
                shapes.put(PackageBucket.KIND.name(), bucket(ofBucket));
            }
        }
        return Collections.unmodifiableMap(shapes);
    }

    /** The manifest tells the packages of a bucket as the bucket's own facts. */
    private static Group bucket(List<Field> fields) {
        var about = fields.getFirst().about();
        return new Group(
                PackageBucket.KIND.name(),
                Map.of("packages", new Several(group(BUCKET, fields, ""), about)),
                about);
    }

    /** Of those fields that stand below a name. */
    private static Group group(String name, List<Field> fields, String about) {
        var parts = new LinkedHashMap<String, Shape>();
        for (var field : fields) {
            if (field.name().equals(name)) {
                continue;
            }
            var rest = field.name().substring(name.length() + 1);
            var part = rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
            parts.computeIfAbsent(part, _ -> part(name + "." + part, fields));
        }
        return new Group(name, parts, about);
    }

    private static Shape part(String name, List<Field> fields) {
        var below = fields.stream().filter(field -> within(name, field.name())).toList();
        var own = below.getFirst();
        if (!own.name().equals(name)) {
            return group(name, below, "");
        }
        if (own.type().equals("list")) {
            return new Several(group(name, below, ""), own.about());
        }
        return own.type().startsWith(LIST_OF)
                ? new Several(fact(own.type().substring(LIST_OF.length()), ""), own.about())
                : fact(own.type(), own.about());
    }

    private static Fact fact(String type, String about) {
        if (type.startsWith(ONE_OF)) {
            var words = List.of(type.substring(ONE_OF.length()).split(", "));
            return new Fact(Type.CHOICE, words, about);
        }
        var known =
                switch (type) {
                    case "text" -> Type.TEXT;
                    case "version" -> Type.VERSION;
                    case "number" -> Type.NUMBER;
                    case "bytes" -> Type.BYTES;
                    case "yes or no" -> Type.YES_OR_NO;
                    case "date" -> Type.DATE;
                    case "time" -> Type.TIME;
                    case "duration" -> Type.DURATION;
                    case "digests by name" -> Type.DIGESTS;
                    default -> throw new IllegalStateException("no type of a fact: " + type);
                };
        return new Fact(known, List.of(), about);
    }

    private static boolean within(String prefix, String name) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }
}
