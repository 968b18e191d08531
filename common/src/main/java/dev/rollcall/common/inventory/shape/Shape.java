package dev.rollcall.common.inventory.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The form of a body or a part of it. Everything in it can be absent: what is not known is. */
public sealed interface Shape {

    /** What it says, as a sentence; empty where nothing is said. */
    String about();

    /** What a fact is. */
    enum Type {
        TEXT,
        VERSION,
        NUMBER,
        BYTES,
        YES_OR_NO,
        DATE,
        TIME,
        DURATION,
        /** One of several words. */
        CHOICE,
        /** Digests by name. */
        DIGESTS
    }

    /**
     * A fact.
     *
     * @param words that it can be, where it is a choice
     */
    record Fact(Type type, List<String> words, String about) implements Shape {

        public Fact {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(about, "about");
            words = List.copyOf(words);
        }
    }

    /** A list of things that are alike. */
    record Several(Shape item, String about) implements Shape {

        public Several {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(about, "about");
        }
    }

    /**
     * Named parts.
     *
     * @param name in the manifest, such as volumes.volumes
     * @param parts in the order of the manifest
     */
    record Group(String name, Map<String, Shape> parts, String about) implements Shape {

        public Group {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(about, "about");
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }
    }
}
