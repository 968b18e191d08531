package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.PlainText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import tools.jackson.databind.JsonNode;

/**
 * One fact of a device: a leaf of a section body.
 *
 * @param name kind and path, such as hardware.memoryBytes or volumes.volumes.mountPoint
 * @param ordinal position in the list that it stands in, 0 outside of lists
 */
public record Fact(String name, int ordinal, Optional<String> text, Optional<Long> number) {

    /** How many updates are pending; absent when the device cannot tell. */
    public static final String PENDING_COUNT = "patch-level.pendingCount";

    /** How many of them are for security. */
    public static final String SECURITY_COUNT = "patch-level.pendingSecurityCount";

    private static final String PENDING = "patch-level.pending";
    private static final String COUNT = ".count";
    private static final int MOST = 400;
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_TEXT = 300;
    private static final int LIST_WIDTH = 1000;

    /**
     * The leaves of a body, the first few hundred: what stands in no list first, and how long each
     * list is, so that a list of hundreds crowds out nothing but its own end. Long texts are cut.
     *
     * @throws RuntimeException for a body that makes no sense
     */
    static List<Fact> of(SectionKind kind, byte[] body) {
        var facts = new ArrayList<Fact>();
        if (kind.equals(PatchLevelSection.KIND)
                && Sections.parse(kind, body) instanceof PatchLevelSection patches) {
            count(patches, facts);
        }
        var lists = new ArrayDeque<Runnable>();
        collect(kind.name(), 0, Json.wire().readTree(body), facts, lists);
        while (!lists.isEmpty()) {
            lists.poll().run();
        }
        return List.copyOf(facts);
    }

    /** A text or a {@link Long}. */
    Object value() {
        return text().<Object>map(t -> t).or(this::number).orElseThrow();
    }

    /** Hundreds of pending updates are asked about by their number, and stay in the body. */
    private static void count(PatchLevelSection patches, List<Fact> facts) {
        patches.pendingCount().ifPresent(count -> facts.add(number(PENDING_COUNT, 0, count)));
        patches.pendingSecurity().ifPresent(count -> facts.add(number(SECURITY_COUNT, 0, count)));
    }

    private static Fact number(String name, int ordinal, long value) {
        return new Fact(name, ordinal, Optional.empty(), Optional.of(value));
    }

    private static void collect(
            String name, int ordinal, JsonNode node, List<Fact> facts, Queue<Runnable> lists) {
        if (facts.size() >= MOST || name.length() > LONGEST_NAME) {
            return;
        }
        if (node.isObject()) {
            for (var entry : node.properties()) {
                collect(name + "." + entry.getKey(), ordinal, entry.getValue(), facts, lists);
            }
        } else if (node.isArray()) {
            facts.add(number(name + COUNT, ordinal, node.size()));
            if (!name.equals(PENDING)) {
                lists.add(() -> members(name, ordinal, node, facts, lists));
            }
        } else {
            leaf(name, ordinal, node, facts);
        }
    }

    private static void members(
            String name, int ordinal, JsonNode list, List<Fact> facts, Queue<Runnable> lists) {
        for (int i = 0; i < list.size() && i < LIST_WIDTH && ordinal < LIST_WIDTH; i++) {
            collect(name, ordinal * LIST_WIDTH + i, list.get(i), facts, lists);
        }
    }

    private static void leaf(String name, int ordinal, JsonNode node, List<Fact> facts) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            facts.add(new Fact(name, ordinal, Optional.empty(), Optional.of(node.longValue())));
        } else if (node.isString() || node.isBoolean()) {
            var text = PlainText.line(node.asString(), LONGEST_TEXT);
            facts.add(new Fact(name, ordinal, Optional.of(text), Optional.empty()));
        }
    }
}
