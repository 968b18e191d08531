package dev.rollcall.agent;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An inventory in lines, for a technician or a family. Pure. */
final class InventoryLines {

    private InventoryLines() {}

    /**
     * A line for each section and one below it for each of its facts.
     *
     * @param packages whether each package is listed; there may be thousands
     */
    static List<String> of(InventorySnapshot snapshot, boolean packages) {
        var lines = new ArrayList<String>();
        for (var report : snapshot.reports()) {
            lines.add(
                    report.kind()
                            + ": "
                            + report.state().name().toLowerCase(Locale.ROOT)
                            + report.detail().map(detail -> " (" + detail + ")").orElse(""));
            if (report.kind().equals(PackagesSection.KIND)) {
                lines.addAll(packages(snapshot, report, packages));
            } else {
                body(snapshot, report).ifPresent(body -> lines.addAll(facts(body)));
            }
        }
        return lines;
    }

    /** The canonical text of a section, where it was collected. */
    static Optional<String> body(InventorySnapshot snapshot, SectionReport report) {
        return report.digest()
                .flatMap(digest -> Optional.ofNullable(snapshot.bodies().get(digest)))
                .map(InventorySnapshot.InventoryText::text);
    }

    private static List<String> facts(String body) {
        return Json.strict().readTree(body).properties().stream()
                .map(fact -> "  " + fact.getKey() + ": " + fact.getValue())
                .toList();
    }

    /** They are sent in buckets by the hash of their names, whose digests tell nobody anything. */
    private static List<String> packages(
            InventorySnapshot snapshot, SectionReport report, boolean each) {
        if (report.state() != SectionState.OK) {
            return List.of();
        }
        var all = installed(snapshot);
        var lines = new ArrayList<String>();
        lines.add(
                "  count: "
                        + all.size()
                        + (each ? "" : " (rollcall-agent inventory --packages lists them)"));
        body(snapshot, report)
                .map(body -> Json.strict().readTree(body).path("unreadable"))
                .filter(unreadable -> unreadable.isNumber())
                .ifPresent(unreadable -> lines.add("  unreadable: " + unreadable));
        if (each) {
            all.forEach(one -> lines.add("  " + words(one)));
        }
        return lines;
    }

    private static List<InstalledPackage> installed(InventorySnapshot snapshot) {
        return snapshot.bodies().values().stream()
                .filter(body -> body.kind().equals(PackageBucket.KIND))
                .map(body -> Sections.parseBucket(body.text().getBytes(StandardCharsets.UTF_8)))
                .flatMap(bucket -> bucket.packages().stream())
                .sorted()
                .toList();
    }

    /** All that is sent of it. */
    private static String words(InstalledPackage one) {
        var from =
                one.sourcePackage().isPresent() || one.sourceVersion().isPresent()
                        ? ", built from " + one.builtFrom() + " " + one.builtFromVersion()
                        : "";
        return one.name()
                + " "
                + one.version()
                + " ("
                + one.architecture()
                + ", "
                + Json.strict().valueToTree(one.source()).asString()
                + from
                + ")";
    }
}
