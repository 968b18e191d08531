package dev.rollcall.server.policy.file;

import dev.rollcall.common.policy.Setting;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads policy files: strict, and every mistake at once with its line. One reader per file. */
public final class PolicyFileReader {

    /** Characters. */
    public static final int MAX_SOURCE = 1024 * 1024;

    private static final Set<String> KEYS = Set.of("policy", "description", "assign", "settings");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern ASSIGN =
            Pattern.compile("([a-z0-9][a-z0-9./_-]{0,300})(?:@([1-9][0-9]{0,5}))?");

    private final List<Mistake> mistakes = new ArrayList<>();

    private PolicyFileReader() {}

    /** What was read: the file, or all that is wrong with it. */
    public sealed interface Reading {

        record Good(PolicyFile file) implements Reading {}

        record Bad(List<Mistake> mistakes) implements Reading {

            public Bad {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    public static Reading read(String source) {
        if (source.length() > MAX_SOURCE) {
            return new Reading.Bad(
                    List.of(new Mistake(1, "at most " + MAX_SOURCE + " characters are read")));
        }
        return new PolicyFileReader().file(source);
    }

    /** Like {@link #read}; what is wrong is a problem with one line per mistake. */
    public static PolicyFile parse(String source) {
        return switch (read(source)) {
            case Reading.Good(var file) -> file;
            case Reading.Bad(var mistakes) ->
                    throw new Problem(
                            ProblemCode.INVALID_POLICY,
                            mistakes.stream()
                                    .map(Mistake::toString)
                                    .collect(Collectors.joining("; ")),
                            Map.of("mistakes", mistakes));
        };
    }

    private Reading file(String source) {
        var tree = YamlTree.read(source, mistakes);
        if (!mistakes.isEmpty()) {
            return bad();
        }
        if (!(tree instanceof YamlTree.Mapping top)) {
            mistakes.add(new Mistake(1, "a policy file begins with \"policy: NAME\""));
            return bad();
        }
        unknown(top, KEYS, "");
        var file = new PolicyFile(name(top), description(top), assign(top), settings(top));
        return mistakes.isEmpty() ? new Reading.Good(file) : bad();
    }

    private Reading bad() {
        mistakes.sort(Comparator.comparingInt(Mistake::line));
        return new Reading.Bad(mistakes);
    }

    private String name(YamlTree.Mapping top) {
        var name = text(top, "policy");
        if (name.isEmpty()) {
            mistakes.add(new Mistake(top.line(), "\"policy\" is missing: the policy's name"));
            return "";
        }
        if (!NAME.matcher(name.get()).matches()) {
            mistakes.add(
                    new Mistake(
                            line(top, "policy"),
                            "policy: lower-case letters, digits and - expected, at most 63"));
        }
        return name.get();
    }

    private String description(YamlTree.Mapping top) {
        var text = text(top, "description").orElse("").strip();
        if (text.length() > 500) {
            mistakes.add(
                    new Mistake(line(top, "description"), "description: at most 500 characters"));
        }
        return text;
    }

    private List<PolicyFile.Assign> assign(YamlTree.Mapping top) {
        var entry = top.entries().get("assign");
        if (entry == null) {
            return List.of();
        }
        if (!(entry.value() instanceof YamlTree.Sequence units)) {
            mistakes.add(
                    new Mistake(
                            entry.line(), "assign: a list of units expected, such as [lincoln]"));
            return List.of();
        }
        var assigned = new ArrayList<PolicyFile.Assign>();
        for (var item : units.items()) {
            var form = ASSIGN.matcher(item.json().isString() ? item.json().stringValue() : "");
            if (!form.matches()) {
                mistakes.add(
                        new Mistake(
                                item.line(),
                                "assign: a unit expected, such as lincoln, lincoln/lab-204 or"
                                        + " lincoln@3 for version 3"));
            } else if (assigned.stream().anyMatch(a -> a.unit().equals(form.group(1)))) {
                mistakes.add(new Mistake(item.line(), form.group(1) + " is assigned twice"));
            } else {
                assigned.add(
                        new PolicyFile.Assign(
                                form.group(1),
                                Optional.ofNullable(form.group(2)).map(Integer::valueOf),
                                item.line()));
            }
        }
        return assigned;
    }

    private List<Setting> settings(YamlTree.Mapping top) {
        var entry = top.entries().get("settings");
        if (entry == null) {
            mistakes.add(
                    new Mistake(top.line(), "\"settings\" is missing; \"settings: {}\" for none"));
            return List.of();
        }
        if (!(entry.value() instanceof YamlTree.Mapping kinds)) {
            mistakes.add(
                    new Mistake(
                            entry.line(),
                            "settings: file, chromium, service, inventory or network expected"));
            return List.of();
        }
        unknown(kinds, Set.copyOf(Setting.NAMES), "settings: ");
        return new SettingReader(mistakes).read(kinds);
    }

    private void unknown(YamlTree.Mapping mapping, Set<String> known, String where) {
        mistakes.addAll(SettingReader.unknownKeys(mapping, known, where));
    }

    private Optional<String> text(YamlTree.Mapping top, String key) {
        var entry = Optional.ofNullable(top.entries().get(key));
        if (entry.filter(e -> !e.value().json().isString()).isPresent()) {
            mistakes.add(new Mistake(line(top, key), key + ": a text expected"));
        }
        return entry.map(e -> e.value().json().asString(""));
    }

    private static int line(YamlTree.Mapping top, String key) {
        return Optional.ofNullable(top.entries().get(key))
                .map(YamlTree.Entry::line)
                .orElse(top.line());
    }
}
