package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.RpmVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what dnf prints of pending updates and security advisories. */
final class DnfUpdates {

    private static final int MAX_LINES = 50_000;
    private static final int MAX_WORD = 300;
    private static final Pattern VERSION = Pattern.compile("(?:\\d+:)?[^\\s:]+-[^\\s-]+");
    private static final Pattern PACKAGE =
            Pattern.compile("(\\S+)-((?:\\d+:)?[^\\s:-]+-[^\\s-]+)\\.([a-z0-9_]+)");
    private static final Pattern SECURITY = Pattern.compile("(?i)security|\\S*/sec\\.");

    private DnfUpdates() {}

    /** One offered package; {@code version} has its epoch in front where there is one. */
    record Offer(String name, String architecture, String version, String repository) {}

    /**
     * Reads {@code dnf check-update}: name.architecture, version and repository in columns, where a
     * long name pushes the rest to the next line.
     */
    static List<Offer> parseCheckUpdate(String output) throws IOException {
        var offers = new ArrayList<Offer>();
        var words = new ArrayList<String>();
        for (var line : lines(output)) {
            if (line.startsWith("Obsoleting") || line.startsWith("Security:")) {
                break;
            }
            if (!line.startsWith(" ")) {
                words.clear();
            }
            words.addAll(List.of(line.strip().split("\\s+", -1)));
            if (words.size() == 3) {
                offer(words).ifPresent(offers::add);
                words.clear();
            }
        }
        return offers;
    }

    /**
     * A list that is too long to be read as a whole is a failure: what is missing shows nowhere.
     */
    private static List<String> lines(String output) throws IOException {
        var lines = output.lines().limit(MAX_LINES + 1L).toList();
        if (lines.size() > MAX_LINES) {
            throw new IOException("dnf lists more than " + MAX_LINES + " lines");
        }
        return lines;
    }

    private static Optional<Offer> offer(List<String> words) {
        int dot = words.getFirst().lastIndexOf('.');
        if (dot <= 0
                || words.get(1).length() > MAX_WORD
                || !VERSION.matcher(words.get(1)).matches()) {
            return Optional.empty();
        }
        var name = Clean.text(words.getFirst().substring(0, dot));
        var architecture = Clean.text(words.getFirst().substring(dot + 1));
        var version = Clean.text(words.get(1));
        var repository = Clean.text(words.get(2));
        if (name.isEmpty() || architecture.isEmpty() || version.isEmpty() || repository.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Offer(name.get(), architecture.get(), version.get(), repository.get()));
    }

    /**
     * Reads {@code dnf updateinfo list}, of dnf 4 and 5: the packages, as name.architecture, that a
     * security advisory is about.
     */
    static Set<String> parseSecurity(String output) throws IOException {
        var names = new HashSet<String>();
        for (var line : lines(output)) {
            var words = List.of(line.strip().split("\\s+", -1));
            if (words.stream().anyMatch(w -> SECURITY.matcher(w).matches())) {
                words.stream()
                        .skip(1)
                        .filter(w -> w.length() <= MAX_WORD)
                        .map(PACKAGE::matcher)
                        .filter(m -> m.matches())
                        .forEach(m -> names.add(m.group(1) + "." + m.group(3)));
            }
        }
        return names;
    }

    /**
     * The pending updates among the installed packages; the newest installed version counts. One
     * that comes for another architecture than what is installed, as where a package ceases to be
     * for one only, is an update too.
     *
     * @param security what advisories are about; absent when they could not be listed
     */
    static List<PendingUpdate> pending(
            List<Offer> offers,
            Optional<Set<String>> security,
            RpmRepositories repositories,
            List<InstalledPackage> installed) {
        var versions = new HashMap<String, String>();
        for (var each : installed) {
            for (var key : List.of(each.name() + "." + each.architecture(), each.name())) {
                versions.merge(
                        key,
                        each.version(),
                        (a, b) -> RpmVersion.TEXT_ORDER.compare(a, b) >= 0 ? a : b);
            }
        }
        var pending = new ArrayList<PendingUpdate>();
        for (var offer : offers) {
            var key = offer.name() + "." + offer.architecture();
            Optional.ofNullable(versions.get(key))
                    .or(() -> Optional.ofNullable(versions.get(offer.name())))
                    .ifPresent(version ->
                            pending.add(
                                    new PendingUpdate(
                                            offer.name(),
                                            Optional.of(offer.architecture()),
                                            Optional.of(version),
                                            offer.version(),
                                            security(offer, key, security, repositories),
                                            Optional.of(offer.repository()),
                                            repositories.published(offer.repository()),
                                            false)));
        }
        pending.sort(NamedUpdates.ORDER);
        return pending;
    }

    /** That no advisory names it says something only where its repository publishes any. */
    private static Optional<Boolean> security(
            Offer offer, String key, Optional<Set<String>> security, RpmRepositories repositories) {
        return security.map(names -> names.contains(key))
                .filter(about -> about || repositories.advises(offer.repository()));
    }
}
