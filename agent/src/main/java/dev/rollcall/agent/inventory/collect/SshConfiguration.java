package dev.rollcall.agent.inventory.collect;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What sshd_config(5) says, as sshd reads it: the first value of a keyword counts, Include is read
 * where it stands, with what it names in the order of glob(7), and a Match block lasts to the next
 * one or to the end of its file.
 */
public final class SshConfiguration {

    private static final String FOLDER = "/etc/ssh/";

    /** As in sshd, which refuses to start beyond it. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_FILES = 500;
    private static final int MAX_CONDITIONAL = 5_000;
    private static final Pattern KEYWORD = Pattern.compile("\\s*([A-Za-z]+)(?:\\s*=\\s*|\\s+)(.*)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");

    /** Names that were the keyword's before. */
    private static final Map<String, String> RENAMED =
            Map.of(
                    "challengeresponseauthentication", "kbdinteractiveauthentication",
                    "skeyauthentication", "kbdinteractiveauthentication",
                    "dsaauthentication", "pubkeyauthentication");

    /** Absent where nothing that is included can be read. */
    private final Optional<DeviceFiles> files;

    private final Map<String, List<String>> first = new HashMap<>();
    private final List<Conditional> conditional = new ArrayList<>();
    private final Set<Integer> ports = new TreeSet<>();
    private final List<String> listenAddresses = new ArrayList<>();
    private int read;

    private SshConfiguration(Optional<DeviceFiles> files) {
        this.files = files;
    }

    /**
     * What holds for some connections only.
     *
     * @param criteria of its Match block, as words
     */
    public record Conditional(List<String> criteria, String keyword, List<String> values) {}

    /** Empty where a part of it cannot be read: what that says may come before anything else. */
    public static Optional<SshConfiguration> read(DeviceFiles files, String path)
            throws IOException {
        var configuration = new SshConfiguration(Optional.of(files));
        return configuration.includes(files, path, List.of(), 0)
                ? Optional.of(configuration)
                : Optional.empty();
    }

    /** Of a text alone; empty where it includes something. */
    public static Optional<SshConfiguration> of(String text) throws IOException {
        var configuration = new SshConfiguration(Optional.empty());
        return configuration.reads(text, List.of(), 0)
                ? Optional.of(configuration)
                : Optional.empty();
    }

    /** Of a keyword, in lower case, for everybody. */
    public Optional<List<String>> values(String keyword) {
        return Optional.ofNullable(first.get(keyword));
    }

    /** The first word of these. */
    public Optional<String> value(String keyword) {
        return values(keyword).map(List::getFirst);
    }

    public List<Conditional> conditional(String keyword) {
        return conditional.stream().filter(c -> c.keyword().equals(keyword)).toList();
    }

    /**
     * Those that it listens on: of each address its own, or else all that Port names, or 22. Empty
     * where an address makes no sense.
     */
    public Optional<List<Integer>> ports() {
        return SshPorts.of(ports, listenAddresses);
    }

    private boolean includes(DeviceFiles from, String path, List<String> outer, int depth)
            throws IOException {
        var text =
                depth <= MAX_DEPTH && read++ < MAX_FILES
                        ? from.text(path)
                        : Optional.<String>empty();
        return text.isPresent() && reads(text.get(), outer, depth);
    }

    private boolean reads(String text, List<String> outer, int depth) throws IOException {
        var criteria = outer;
        for (var line : text.lines().toList()) {
            var matcher = KEYWORD.matcher(line);
            var words = matcher.matches() ? words(matcher.group(2)) : List.<String>of();
            if (words.isEmpty()) {
                continue; // a comment, nothing, or what sshd refuses
            }
            var written = matcher.group(1).toLowerCase(Locale.ROOT);
            var keyword = RENAMED.getOrDefault(written, written);
            if (keyword.equals("match")) {
                criteria = words.getFirst().equalsIgnoreCase("all") ? outer : words;
            } else if (!takes(keyword, words, criteria, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean takes(String keyword, List<String> words, List<String> criteria, int depth)
            throws IOException {
        if (keyword.equals("include")) {
            return includesAll(words, criteria, depth + 1);
        }
        if (!criteria.isEmpty()) {
            conditional.add(new Conditional(criteria, keyword, words));
            return conditional.size() < MAX_CONDITIONAL;
        }
        if (keyword.equals("port")) {
            DeviceFiles.wholeNumber(words.getFirst())
                    .filter(p -> p > 0 && p < 65_536)
                    .ifPresent(p -> ports.add(p.intValue()));
        }
        if (keyword.equals("listenaddress")) {
            listenAddresses.add(words.getFirst());
        }
        first.putIfAbsent(keyword, words);
        return true;
    }

    /** Up to a comment. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(text);
        while (matcher.find() && !matcher.group().startsWith("#")) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return List.copyOf(words);
    }

    private boolean includesAll(List<String> patterns, List<String> criteria, int depth)
            throws IOException {
        if (files.isEmpty()) {
            return false;
        }
        var from = files.get();
        for (var pattern : patterns) {
            try {
                var path = pattern.startsWith("/") ? pattern : FOLDER + pattern;
                for (var included : expand(from, path)) {
                    if (!includes(from, included, criteria, depth)) {
                        return false;
                    }
                }
            } catch (AccessDeniedException e) {
                return false; // a folder that only root may list
            }
        }
        return true;
    }

    /** The files that a pattern names, each part of it on its own, as glob(7) has it. */
    private static List<String> expand(DeviceFiles from, String pattern) throws IOException {
        var found = List.of("");
        for (var part : pattern.split("/+", -1)) {
            var next = new ArrayList<String>();
            for (var folder : part.isEmpty() ? List.<String>of() : found) {
                if (part.matches("[^*?\\[]*")) {
                    next.add(folder + "/" + part);
                } else {
                    var names = glob(part);
                    from.names(folder.isEmpty() ? "/" : folder).stream()
                            .filter(name -> names.matcher(name).matches())
                            .filter(name -> !name.startsWith(".") || part.startsWith("."))
                            .map(name -> folder + "/" + name)
                            .limit(MAX_FILES)
                            .forEach(next::add);
                }
            }
            found = part.isEmpty() ? found : next;
        }
        return found.stream().filter(from::exists).toList();
    }

    private static Pattern glob(String part) {
        var regex = new StringBuilder();
        var token = Pattern.compile("\\[[!^]?\\]?[^\\]]*\\]|.").matcher(part);
        while (token.find()) {
            var it = token.group();
            regex.append(
                    switch (it) {
                        case "*" -> ".*";
                        case "?" -> ".";
                        default -> it.length() > 1 ? set(it) : Pattern.quote(it);
                    });
        }
        return Pattern.compile(regex.toString());
    }

    /** Of characters, such as [a-z] or [!0-9]. */
    private static String set(String glob) {
        boolean not = glob.charAt(1) == '!' || glob.charAt(1) == '^';
        var members = glob.substring(not ? 2 : 1, glob.length() - 1);
        return "[" + (not ? "^" : "") + members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0") + "]";
    }
}
