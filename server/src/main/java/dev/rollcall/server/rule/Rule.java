package dev.rollcall.server.rule;

import dev.cel.runtime.CelRuntime;
import dev.rollcall.common.inventory.SectionKind;
import java.util.List;
import java.util.Objects;

/**
 * An expression that makes sense.
 *
 * @param type of its value, in CEL's words; only {@code bool} can be asked of a device
 * @param facts that it reads, by their names in the manifest, in order
 * @param sections that those are of
 */
public record Rule(
        String expression,
        String type,
        List<String> facts,
        List<SectionKind> sections,
        CelRuntime.Program program) {

    public Rule {
        Objects.requireNonNull(expression, "expression");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(program, "program");
        facts = List.copyOf(facts);
        sections = List.copyOf(sections);
    }

    /** Whether it is yes or no. */
    public boolean isQuestion() {
        return type.equals("bool");
    }
}
