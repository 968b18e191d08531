package dev.rollcall.server.rule;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.server.device.query.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a rule of one device. CEL's own logic is three-valued: what is not known makes an expression
 * unknown only where the rest does not decide it. An answer that nobody waits for any more is not
 * looked for further.
 */
final class Evaluation {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_VALUES = 20;
    private static final String UNKNOWN_FACT = "a fact is not known";

    private Evaluation() {}

    /**
     * The answer.
     *
     * @param because why it is unknown or stale, in a few words
     * @param facts that the rule reads, as this device has them
     */
    record Verdict(Truth truth, Optional<String> because, List<Read> facts) {

        Verdict {
            Objects.requireNonNull(truth, "truth");
            Objects.requireNonNull(because, "because");
            facts = List.copyOf(facts);
        }
    }

    /**
     * A fact that was read. @param values empty where it is not known; a part where there are many
     */
    record Read(String fact, List<String> values) {

        Read {
            Objects.requireNonNull(fact, "fact");
            values = List.copyOf(values);
        }
    }

    /**
     * @param rule a question
     * @param evidence of each section that it reads
     * @param threads on which it may take its time
     */
    static Verdict of(
            Rule rule, Map<SectionKind, Evidence> evidence, Instant now, Executor threads) {
        return of(rule, evidence, now, threads, PATIENCE);
    }

    /** With another patience. */
    static Verdict of(
            Rule rule,
            Map<SectionKind, Evidence> evidence,
            Instant now,
            Executor threads,
            Duration patience) {
        var asked = new HashSet<SectionKind>();
        var facts = rule.facts().stream().map(name -> read(name, evidence)).toList();
        var asking =
                new FutureTask<>(() -> {
                    var value = value(rule, evidence, now, false, asked);
                    return value instanceof Boolean holds
                            ? new Verdict(Truth.of(holds), Optional.empty(), facts)
                            : notKnown(rule, evidence, now, asked, facts);
                });
        threads.execute(asking);
        try {
            return asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return new Verdict(Truth.UNKNOWN, Optional.of(reason(e.getCause())), facts);
        } catch (TimeoutException e) {
            return new Verdict(Truth.UNKNOWN, Optional.of("it takes too long"), facts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict(Truth.UNKNOWN, Optional.of("the server is stopping"), facts);
        } finally {
            asking.cancel(true);
        }
    }

    /**
     * @param evenOld whether what is too old counts, too
     * @param lacking where the sections are added that were asked and do not count
     */
    private static Object value(
            Rule rule,
            Map<SectionKind, Evidence> evidence,
            Instant now,
            boolean evenOld,
            Set<SectionKind> lacking)
            throws CelEvaluationException {
        var values = new HashMap<String, Evidence>();
        evidence.forEach((kind, each) -> values.put(RuleTypes.variable(kind.name()), each));
        CelVariableResolver resolver =
                name -> {
                    if (name.equals(RuleLanguage.NOW)) {
                        return Optional.of(now);
                    }
                    var of = Optional.ofNullable(values.get(name));
                    var counts =
                            of.filter(each -> evenOld || each.fresh()).flatMap(Evidence::values);
                    if (counts.isEmpty()) {
                        of.ifPresent(each -> lacking.add(each.section()));
                    }
                    return counts.map(section -> section);
                };
        return rule.program().trace(resolver, (_, _) -> endIfNobodyWaits());
    }

    /**
     * After each part of an expression. CEL does not look whether its thread is interrupted, and
     * one step may search a list of thousands. What fails in a list does not end the loop over it,
     * but all further steps fail at once.
     */
    private static void endIfNobodyWaits() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for the answer");
        }
    }

    /** What is not there is the ordinary case; else it is told what went wrong. */
    private static String reason(@Nullable Throwable failure) {
        return failure instanceof CelEvaluationException evaluation
                        && evaluation.getErrorCode() != CelErrorCode.ATTRIBUTE_NOT_FOUND
                ? String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
                : UNKNOWN_FACT;
    }

    /** It is stale where newer sections would tell: where those that are too old would. */
    private static Verdict notKnown(
            Rule rule,
            Map<SectionKind, Evidence> evidence,
            Instant now,
            Set<SectionKind> lacking,
            List<Read> facts)
            throws CelEvaluationException {
        var never = new TreeSet<String>();
        var old = new TreeSet<String>();
        for (var section : lacking) {
            var of = evidence.getOrDefault(section, Evidence.none(section));
            (of.values().isEmpty() ? never : old).add(section.name());
        }
        if (never.isEmpty()
                && value(rule, evidence, now, true, new HashSet<>()) instanceof Boolean) {
            return new Verdict(
                    Truth.STALE, Optional.of("too old: " + String.join(", ", old)), facts);
        }
        var because = never.isEmpty() ? UNKNOWN_FACT : "not reported: " + String.join(", ", never);
        return new Verdict(Truth.UNKNOWN, Optional.of(because), facts);
    }

    /** The values of a fact, wherever in lists it stands. */
    private static Read read(String name, Map<SectionKind, Evidence> evidence) {
        var parts = List.of(name.split("\\."));
        var values = new ArrayList<String>();
        Optional.ofNullable(evidence.get(new SectionKind(parts.getFirst())))
                .flatMap(Evidence::values)
                .ifPresent(section -> collect(section, parts.subList(1, parts.size()), values));
        return new Read(name, values);
    }

    private static void collect(Object value, List<String> path, List<String> values) {
        if (values.size() >= MOST_VALUES) {
            return;
        }
        if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, path, values));
        } else if (!path.isEmpty() && value instanceof Map<?, ?> group) {
            var part = group.get(path.getFirst());
            if (part != null) {
                collect(part, path.subList(1, path.size()), values);
            }
        } else if (path.isEmpty() && !(value instanceof Map)) {
            values.add(value.toString());
        }
    }
}
