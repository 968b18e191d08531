package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.InstalledPackage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a query means, said over the facts of one device. Pure: the reference for what is asked of
 * memory.
 */
public final class QueryEvaluator {

    private QueryEvaluator() {}

    /**
     * @param facts by field; of {@link Field#ORG} the slugs from the root down to the device's unit
     */
    public static Truth evaluate(Query query, Map<? extends Subject, Fact> facts) {
        return switch (query) {
            case Query.And and ->
                    and.parts().stream()
                            .map(part -> evaluate(part, facts))
                            .reduce(Truth.YES, Truth::and);
            case Query.Or or ->
                    or.parts().stream()
                            .map(part -> evaluate(part, facts))
                            .reduce(Truth.NO, Truth::or);
            case Query.Not not -> evaluate(not.part(), facts).not();
            case Query.Atom atom ->
                    atom.anyOf().stream()
                            .map(claim -> judge(atom.field(), claim, facts))
                            .reduce(Truth.NO, Truth::or);
            case Query.Word word -> Truth.of(names(facts).anyMatch(word.pattern()::matches));
        };
    }

    private static Truth judge(Subject field, Claim claim, Map<? extends Subject, Fact> facts) {
        var fact = facts.get(field);
        boolean stale = fact != null && field.ages() && !fact.fresh();
        return switch (claim) {
            case Claim.IsUnknown unknown -> Truth.of(fact == null || !fact.whole());
            case Claim.IsStale old -> Truth.of(stale);
            case Claim.Is is -> known(fact, stale, f -> f.texts().contains(is.word()));
            case Claim.Matches matches ->
                    known(fact, stale, f -> names(f).anyMatch(matches.pattern()::matches));
            case Claim.Amount amount ->
                    known(fact, stale, f -> f.numbers().stream().anyMatch(amount::holds));
            case Claim.Day day -> known(fact, stale, f -> f.texts().stream().anyMatch(day::holds));
            case Claim.Installed installed ->
                    known(fact, stale, f -> f.packages().stream().anyMatch(installed::holds));
            case Claim.Version version ->
                    known(fact, stale, f -> f.texts().stream().anyMatch(version::holds));
            case Claim.Below below -> known(fact, stale, f -> below.holds(f.texts()));
        };
    }

    private static Truth known(@Nullable Fact fact, boolean stale, Predicate<Fact> holds) {
        if (fact == null) {
            return Truth.UNKNOWN;
        }
        if (stale) {
            return Truth.STALE;
        }
        if (holds.test(fact)) {
            return Truth.YES;
        }
        return fact.whole() ? Truth.NO : Truth.UNKNOWN;
    }

    private static Stream<String> names(Fact fact) {
        return Stream.concat(
                fact.texts().stream(), fact.packages().stream().map(InstalledPackage::name));
    }

    private static Stream<String> names(Map<? extends Subject, Fact> facts) {
        return Stream.concat(
                        Stream.of(Field.HOSTNAME, Field.LABEL, Field.TAG, Field.SERIAL),
                        FactNames.CALLED.stream()
                                .flatMap(name -> FactNames.named(TextPattern.fold(name)).stream()))
                .map(facts::get)
                .filter(Objects::nonNull)
                .map(Fact::texts)
                .flatMap(List::stream);
    }
}
