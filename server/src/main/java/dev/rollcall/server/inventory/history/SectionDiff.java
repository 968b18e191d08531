package dev.rollcall.server.inventory.history;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.server.inventory.history.Change.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** How a section's body differs from an earlier one of its kind. Pure; used once. */
final class SectionDiff {

    /** What changes by itself, every day or with every cable. */
    private static final List<String> ROUTINE =
            List.of(
                    "patch-level.listsRefreshed",
                    "patch-level.pending",
                    "patch-level.sources.published",
                    "network.interfaces.addresses",
                    "network.interfaces.up",
                    "network.interfaces.megabitsPerSecond",
                    "network.nameServers",
                    "security.malware.signaturesOf",
                    "services.services.running");

    private static final String PENDING = "patch-level.pending";

    private final List<Change> changes = new ArrayList<>();

    private SectionDiff() {}

    /** In the order of names; none where both say the same. */
    static List<Change> between(SectionKind kind, JsonNode before, JsonNode after) {
        var diff = new SectionDiff();
        diff.objects(kind.name(), Optional.empty(), before, after);
        return List.copyOf(diff.changes);
    }

    private void objects(String path, Optional<String> of, JsonNode before, JsonNode after) {
        var names = new TreeSet<String>();
        before.propertyNames().forEach(names::add);
        after.propertyNames().forEach(names::add);
        for (var name : names) {
            nodes(path + "." + name, of, before.path(name), after.path(name));
        }
    }

    private void nodes(String path, Optional<String> of, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (path.equals(PENDING)) {
            value(path, of, count(before), count(after));
        } else if (before.isArray() || after.isArray()) {
            lists(path, of, before, after);
        } else if (before.isObject() || after.isObject()) {
            objects(path, of, before, after);
        } else {
            value(path, of, text(path, before), text(path, after));
        }
    }

    /** A list that was not known before, or is not any more, has neither gained nor lost. */
    private void lists(String path, Optional<String> of, JsonNode before, JsonNode after) {
        if (!before.isArray() || !after.isArray()) {
            value(path, of, count(before), count(after));
            return;
        }
        var things = Thing.in(path);
        var were = byIdentity(things, before);
        var are = byIdentity(things, after);
        were.forEach((identity, member) -> {
            if (!are.containsKey(identity)) {
                member(Kind.REMOVED, path, of, things, member);
            }
        });
        are.forEach((identity, member) -> {
            var was = were.get(identity);
            if (was == null) {
                member(Kind.ADDED, path, of, things, member);
            } else if (member.isObject()) {
                objects(path, name(things, member), was, member);
            }
        });
    }

    /** Two that are known by the same are told apart by their order. */
    private static Map<String, JsonNode> byIdentity(Thing things, JsonNode list) {
        var members = new LinkedHashMap<String, JsonNode>();
        for (var member : list) {
            var identity = member.isObject() ? things.identity(member) : member.asString();
            int another = 1;
            var key = identity;
            while (members.putIfAbsent(key, member) != null) {
                another++;
                key = identity + " " + another;
            }
        }
        return members;
    }

    private static Optional<String> name(Thing things, JsonNode member) {
        return things.label(member).map(label -> things.word() + " " + label);
    }

    private void member(
            Kind kind, String path, Optional<String> of, Thing things, JsonNode member) {
        var what = kind == Kind.ADDED ? "added" : "removed";
        if (!member.isObject()) {
            var text = Optional.of(Values.of(path, member));
            add(kind, path, of, text, Sentences.text(path, of, text.get(), what));
            return;
        }
        boolean administrator =
                path.equals(Sentences.ACCOUNTS) && member.path("administrator").asBoolean(false);
        var word = administrator ? "local administrator" : things.word();
        var label = things.label(member);
        var about = things.about(member);
        add(kind, path, label, about, Sentences.thing(word, label, about, what));
    }

    private void add(
            Kind kind,
            String path,
            Optional<String> item,
            Optional<String> about,
            String sentence) {
        boolean added = kind == Kind.ADDED;
        changes.add(
                new Change(
                        kind,
                        path,
                        item,
                        added ? Optional.empty() : about,
                        added ? about : Optional.empty(),
                        routine(path),
                        sentence));
    }

    private void value(
            String path, Optional<String> of, Optional<String> before, Optional<String> after) {
        if (before.equals(after)) {
            return;
        }
        changes.add(
                new Change(
                        Kind.CHANGED,
                        path,
                        of,
                        before,
                        after,
                        routine(path),
                        Sentences.value(path, of, before, after)));
    }

    private static boolean routine(String path) {
        return ROUTINE.contains(path);
    }

    private static Optional<String> count(JsonNode list) {
        return list.isArray() ? Optional.of(Integer.toString(list.size())) : Optional.empty();
    }

    private static Optional<String> text(String path, JsonNode value) {
        return value instanceof MissingNode || value.isNull()
                ? Optional.empty()
                : Optional.of(Values.of(path, value));
    }
}
