package dev.rollcall.server.device.query;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A question about devices, as parsed. */
public sealed interface Query {

    /** Every device; what an empty text means. */
    static Query everything() {
        return new And(List.of());
    }

    /** The fields that say which devices are spoken of at all. */
    Set<Field> WHERE = Set.of(Field.ORG, Field.STATUS);

    /** What says itself which devices are meant, those that left too. */
    Set<Field> WHO = Set.of(Field.STATUS, Field.RETIRED);

    /** All of these; of none, yes. */
    record And(List<Query> parts) implements Query {

        public And {
            parts = List.copyOf(parts);
        }
    }

    /** One of these at least; of none, no. */
    record Or(List<Query> parts) implements Query {

        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** The opposite; what is not known stays not known. */
    record Not(Query part) implements Query {

        public Not {
            Objects.requireNonNull(part, "part");
        }
    }

    /**
     * A field with the claims of which one must hold.
     *
     * @param position of its first character in the text, from 0
     */
    record Atom(Subject field, List<Claim> anyOf, int position) implements Query {

        public Atom {
            Objects.requireNonNull(field, "field");
            anyOf = List.copyOf(anyOf);
        }
    }

    /**
     * A bare word: host name, label, serial, asset tag or a local account has it. A search, not a
     * fact: a device without any is a no.
     */
    record Word(TextPattern pattern, int position) implements Query {

        public Word {
            Objects.requireNonNull(pattern, "pattern");
        }
    }

    /**
     * Reads a query; what is no query is a {@link dev.rollcall.server.problem.Problem} with the
     * position of the mistake.
     */
    static Query parse(String text) {
        return new QueryParser(text).parse();
    }

    /**
     * The same about enrolled devices, unless it speaks itself of their status, or of how they
     * left.
     */
    default Query aboutEnrolled() {
        return atoms().anyMatch(atom -> WHO.contains(atom.field()))
                ? this
                : new And(List.of(parse("status:enrolled"), this));
    }

    /** The parts that must all hold. */
    default List<Query> conjuncts() {
        return switch (this) {
            case And and -> and.parts().stream().flatMap(p -> p.conjuncts().stream()).toList();
            case Or or -> List.of(or);
            case Not not -> List.of(not);
            case Atom atom -> List.of(atom);
            case Word word -> List.of(word);
        };
    }

    /** All atoms, in the order they were written. */
    default Stream<Atom> atoms() {
        return switch (this) {
            case And and -> and.parts().stream().flatMap(Query::atoms);
            case Or or -> or.parts().stream().flatMap(Query::atoms);
            case Not not -> not.part().atoms();
            case Atom atom -> Stream.of(atom);
            case Word word -> Stream.empty();
        };
    }

    /** Whether it asks for nothing but org units, which have a past. */
    default boolean isAboutUnitsOnly() {
        return switch (this) {
            case And and -> and.parts().stream().allMatch(Query::isAboutUnitsOnly);
            case Or or -> or.parts().stream().allMatch(Query::isAboutUnitsOnly);
            case Not not -> not.part().isAboutUnitsOnly();
            case Atom atom -> atom.field() == Field.ORG;
            case Word word -> false;
        };
    }

    /** The part that says where: what "of 812" counts. */
    default Query scope() {
        return new And(
                conjuncts().stream()
                        .filter(part -> part instanceof Atom atom && WHERE.contains(atom.field()))
                        .toList());
    }

    /**
     * The atom by whose answers a count is split: the first that must hold, has several answers,
     * and whose answers exclude each other.
     */
    default Optional<Atom> splitting() {
        return conjuncts().stream()
                .filter(Atom.class::isInstance)
                .map(Atom.class::cast)
                .filter(a -> !(a.field() instanceof FactName fact && fact.list().isPresent()))
                .filter(a -> a.anyOf().size() > 1 && a.anyOf().stream().allMatch(Query::exclusive))
                .filter(a -> a.anyOf().stream().distinct().count() == a.anyOf().size())
                .findFirst();
    }

    private static boolean exclusive(Claim claim) {
        return switch (claim) {
            case Claim.IsUnknown unknown -> true;
            case Claim.IsStale stale -> true;
            case Claim.Is is -> true;
            case Claim.Matches matches -> false;
            case Claim.Amount amount -> false;
            case Claim.Version version -> false;
            case Claim.Day day -> false;
            case Claim.Installed installed -> false;
            case Claim.Below below -> false;
        };
    }
}
