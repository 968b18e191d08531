package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.common.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/** What was decided of each account in this month, and nothing else: no time, and no date. */
final class MonthlyAnswers {

    private static final Kept NONE = new Kept("", Map.of());

    private final MemoryFile memory;
    private final Map<String, Answer> asked = new TreeMap<>();
    private Kept kept;

    MonthlyAnswers(MemoryFile memory) {
        this.memory = memory;
        this.kept = memory.read().map(MonthlyAnswers::load).orElse(NONE);
    }

    /**
     * What stands.
     *
     * @param month such as 2026-11
     * @param answers by account; unknown where it could not be decided
     */
    record Kept(String month, Map<String, Answer> answers) {

        Kept {
            Objects.requireNonNull(month, "month");
            answers = Map.copyOf(answers);
        }
    }

    /** Whether an account is dormant. */
    enum Answer {
        YES,
        NO,
        UNKNOWN;

        static Answer of(Optional<Boolean> dormant) {
            return dormant.map(is -> is ? YES : NO).orElse(UNKNOWN);
        }

        Optional<Boolean> dormant() {
            return this == UNKNOWN ? Optional.empty() : Optional.of(this == YES);
        }
    }

    /** Asks of an account what was not decided of it in this month yet. */
    Optional<Boolean> answer(
            String month, Account account, Function<Account, Optional<Boolean>> question) {
        if (!month.equals(kept.month())) {
            kept = new Kept(month, Map.of());
            asked.clear();
        }
        var key = account.uid() + ":" + account.name();
        var before = Optional.ofNullable(kept.answers().get(key));
        return before.or(() -> Optional.ofNullable(asked.get(key)))
                .orElseGet(() -> {
                    var answer = Answer.of(question.apply(account));
                    asked.put(key, answer);
                    return answer;
                })
                .dormant();
    }

    /** Remembers what was asked since the last time. */
    void save() {
        if (!asked.isEmpty()) {
            var all = new TreeMap<>(kept.answers());
            all.putAll(asked);
            asked.clear();
            kept = new Kept(kept.month(), all);
            memory.write(Json.strict().writeValueAsBytes(kept));
        }
    }

    private static Kept load(byte[] content) {
        try {
            return Json.strict().readValue(content, Kept.class);
        } catch (JacksonException e) {
            return NONE; // a damaged memory is worth less than none
        }
    }
}
