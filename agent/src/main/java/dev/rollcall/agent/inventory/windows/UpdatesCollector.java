package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.updates.FirstSeen;
import dev.rollcall.agent.inventory.updates.NamedUpdates;
import dev.rollcall.agent.inventory.updates.RefreshDay;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says what Windows Update found when it last looked and has not installed, and whether a restart
 * is due. Lists of known malware come several times a day: they are no pending update but a day in
 * the section about security.
 */
final class UpdatesCollector implements Collector {

    /** The identifiers of categories are the same in every language. */
    private static final String SECURITY = "0fa1201d-4330-4fa8-8ae9-b877473b6441";

    private static final String DEFINITIONS = "e0789628-ce08-4437-be74-2495b842f43b";

    /** What a device says that never looked is a day of 1899, from which COM counts. */
    private static final Instant NEVER = Instant.parse("2000-01-01T00:00:00Z");

    private final SharedFacts.Source source;
    private final FirstSeen firstSeen;

    UpdatesCollector(SharedFacts.Source source, Optional<Path> memory) {
        this.source = source;
        this.firstSeen = new FirstSeen(memory);
    }

    @Override
    public SectionKind kind() {
        return PatchLevelSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var facts = source.read();
        if (facts.rows("reboot").isEmpty()) {
            facts.required("updates");
        }
        var searched = searched(facts);
        var updates =
                NamedUpdates.of(
                        searched.flatMap(_ -> facts.rows("updates"))
                                .map(UpdatesCollector::pending)
                                .map(firstSeen::date));
        var reasons = facts.rows("reboot").map(UpdatesCollector::reasons);
        return Collected.of(
                new PatchLevelSection(
                        UpdateSystem.WINDOWS_UPDATE,
                        updates.named(),
                        updates.inAll(),
                        updates.named().map(UpdatesCollector::held).orElse(List.of()),
                        Optional.empty(),
                        RefreshDay.of(searched),
                        reasons.map(found -> !found.isEmpty()),
                        reasons.orElse(List.of()),
                        facts.rows("automatic")
                                .flatMap(rows -> rows.stream().findFirst())
                                .flatMap(UpdateSettings::automatic)));
    }

    private static Optional<Instant> searched(WindowsFacts facts) {
        return facts.rows("searched").stream()
                .flatMap(List::stream)
                .flatMap(row -> row.text().stream())
                .flatMap(text -> instant(text).stream())
                .filter(when -> when.isAfter(NEVER))
                .findFirst();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (java.time.DateTimeException e) {
            return Optional.empty(); // not a time
        }
    }

    static List<PendingUpdate> pending(List<Fields> rows) {
        return rows.stream()
                .filter(row -> !categories(row).contains(DEFINITIONS))
                .flatMap(row -> update(row).stream())
                .sorted(NamedUpdates.ORDER)
                .toList();
    }

    private static Optional<PendingUpdate> update(Fields row) {
        var number =
                row.list("Kb").stream()
                        .flatMap(kb -> kb.text().stream())
                        .filter(kb -> kb.matches("\\d{5,9}"))
                        .findFirst()
                        .map(kb -> "KB" + kb)
                        .or(() -> row.text("Id"));
        return row.text("Title")
                .flatMap(title ->
                        number.map(known ->
                                new PendingUpdate(
                                        title,
                                        Optional.empty(),
                                        Optional.empty(),
                                        known,
                                        security(row),
                                        Optional.empty(),
                                        row.instant("Published"),
                                        row.truth("Hidden").orElse(false))));
    }

    /** A severity is given to nothing but what closes a hole. */
    private static Optional<Boolean> security(Fields row) {
        var categories = categories(row);
        if (categories.contains(SECURITY) || row.text("Severity").isPresent()) {
            return Optional.of(true);
        }
        return categories.isEmpty() ? Optional.empty() : Optional.of(false);
    }

    private static List<String> categories(Fields row) {
        return row.list("Categories").stream()
                .flatMap(category -> category.text().stream())
                .map(text -> text.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> held(List<PendingUpdate> pending) {
        return pending.stream().filter(PendingUpdate::held).map(PendingUpdate::name).toList();
    }

    private static List<String> reasons(List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> row.text().stream())
                .map(reason ->
                        switch (reason) {
                            case "servicing" -> "Windows components";
                            case "update" -> "Windows Update";
                            case "name" -> "another computer name";
                            default -> reason;
                        })
                .sorted()
                .distinct()
                .toList();
    }
}
