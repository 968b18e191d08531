package dev.rollcall.server.rule;

import java.util.List;

/** What an expression is. */
public sealed interface Compiled {

    /** It makes sense. */
    record Sound(Rule rule) implements Compiled {}

    /** It does not; at least one mistake, by their places. */
    record Mistaken(List<Mistake> mistakes) implements Compiled {

        public Mistaken {
            mistakes = mistakes.stream().sorted().toList();
        }
    }
}
