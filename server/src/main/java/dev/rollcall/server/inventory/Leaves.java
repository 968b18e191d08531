package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.server.storage.PlainText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Gathers the leaves of a body. For one thread. */
final class Leaves {

    private static final String PENDING = "patch-level.pending";
    private static final String SPACE = VolatileFacts.KIND.name() + ".space";
    private static final int MOST = 4_000;
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_TEXT = 300;
    private static final int LIST_WIDTH = 1000;

    private final List<Fact> facts = new ArrayList<>();

    /** Looked into after all that stands in no list. */
    private final Queue<Runnable> lists = new ArrayDeque<>();

    /** Outermost lists of which something was left out. */
    private final Set<String> cut = new HashSet<>();

    /** Where a leaf stands; the outermost list is absent outside of lists. */
    private record Place(String name, int ordinal, Optional<String> list) {

        Place below(String key) {
            return new Place(name + "." + key, ordinal, list);
        }

        Place member(int number) {
            return new Place(name, ordinal * LIST_WIDTH + number, list.or(() -> Optional.of(name)));
        }
    }

    void add(Fact fact) {
        facts.add(fact);
    }

    void collect(String section, JsonNode body) {
        collect(new Place(section, 0, Optional.empty()), body);
        while (!lists.isEmpty()) {
            lists.poll().run();
        }
    }

    List<Fact> found() {
        return facts.stream()
                .filter(fact ->
                        cut.stream().noneMatch(list -> fact.name().equals(list + Fact.COUNT)))
                .toList();
    }

    private void collect(Place at, JsonNode node) {
        if (facts.size() >= MOST || at.name().length() > LONGEST_NAME) {
            at.list().ifPresent(cut::add);
            return;
        }
        if (node.isObject()) {
            node.properties().forEach(entry -> collect(at.below(entry.getKey()), entry.getValue()));
            if (at.name().equals(SPACE)) {
                free(at, node);
            }
        } else if (node.isArray()) {
            facts.add(Fact.number(at.name() + Fact.COUNT, at.ordinal(), node.size()));
            if (!at.name().equals(PENDING)) {
                lists.add(() -> members(at, node));
            }
        } else {
            leaf(at, node);
        }
    }

    private void members(Place list, JsonNode members) {
        boolean whole = members.size() <= LIST_WIDTH && list.ordinal() < LIST_WIDTH;
        if (!whole) {
            cut.add(list.list().orElse(list.name()));
        }
        for (int i = 0; i < members.size() && i < LIST_WIDTH && list.ordinal() < LIST_WIDTH; i++) {
            collect(list.member(i), members.get(i));
        }
    }

    private void leaf(Place at, JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            facts.add(Fact.number(at.name(), at.ordinal(), node.longValue()));
        } else if (node.isString() || node.isBoolean()) {
            facts.add(
                    Fact.text(
                            at.name(),
                            at.ordinal(),
                            PlainText.line(node.asString(), LONGEST_TEXT)));
        }
    }

    /** Rounded down: 10 % is not below 10. */
    private void free(Place volume, JsonNode said) {
        long free = said.path("freeBytes").asLong(-1);
        long total = said.path("totalBytes").asLong(0);
        if (free >= 0 && total > 0 && free <= total) {
            facts.add(
                    Fact.number(
                            Fact.FREE_PERCENT, volume.ordinal(), (long) (free * 100.0 / total)));
        }
    }
}
