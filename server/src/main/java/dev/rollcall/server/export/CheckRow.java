package dev.rollcall.server.export;

import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.server.export.PolicyChecks.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The second table of the export {@code compliance}: one row per device and check, with the
 * evidence. Pure.
 */
final class CheckRow {

    static final List<String> COLUMNS =
            List.of("device_id", "hostname", "unit", "check", "result", "evidence", "collected_at");

    /** What a check found. Only {@code PASS} is good. */
    enum Result {
        PASS("pass"),
        FAIL("fail"),
        UNKNOWN("unknown"),
        STALE("stale"),
        NOT_APPLICABLE("not applicable");

        private final String word;

        Result(String word) {
            this.word = word;
        }
    }

    private CheckRow() {}

    /**
     * @param recorded how settings held then
     * @param inForce keys of the settings in force now; those without a result are unknown
     */
    static List<List<Cell>> of(ExportLine line, List<Recorded> recorded, Set<String> inForce) {
        var rows = new ArrayList<List<Cell>>();
        var posture = line.posture();
        rows.add(
                row(
                        line,
                        "encryption",
                        judge(ComplianceRow.encrypted(posture), "yes"),
                        ComplianceRow.volumes(posture).map(ComplianceRow::eachVolume),
                        posture.collectedAt(VolumesSection.KIND)));
        rows.add(
                row(
                        line,
                        "firewall",
                        judge(ComplianceRow.firewall(posture), "on"),
                        Optional.empty(),
                        posture.collectedAt(SecuritySection.KIND)));
        rows.add(
                row(
                        line,
                        "secure-boot",
                        judge(ComplianceRow.secureBoot(posture), "yes"),
                        Optional.empty(),
                        posture.collectedAt(SecuritySection.KIND)));
        rows.add(
                row(
                        line,
                        "security-updates",
                        judge(ComplianceRow.pendingSecurity(posture), "0"),
                        refreshed(posture),
                        posture.collectedAt(PatchLevelSection.KIND)));
        policy(line, recorded, inForce, rows);
        return rows;
    }

    private static void policy(
            ExportLine line, List<Recorded> recorded, Set<String> inForce, List<List<Cell>> rows) {
        for (var result : recorded) {
            rows.add(
                    row(
                            line,
                            "policy " + result.key(),
                            judge(result),
                            Optional.of(result.state() + suffix(result.detail())),
                            Cell.of(result.checkedAt())));
        }
        inForce.stream()
                .filter(key -> recorded.stream().noneMatch(r -> r.key().equals(key)))
                .sorted()
                .forEach(key ->
                        rows.add(
                                row(
                                        line,
                                        "policy " + key,
                                        Result.UNKNOWN,
                                        Optional.of("not reported yet"),
                                        new Cell.Absent())));
    }

    private static String suffix(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }

    private static Optional<String> refreshed(Posture posture) {
        var lists = ComplianceRow.patchLevel(posture).flatMap(PatchLevelSection::listsRefreshed);
        return lists.map(at -> "package lists of " + at);
    }

    private static Result judge(Cell verdict, String good) {
        return switch (CsvCell.of(verdict)) {
            case "unknown" -> Result.UNKNOWN;
            case "stale" -> Result.STALE;
            case String word -> word.equals(good) ? Result.PASS : Result.FAIL;
        };
    }

    private static Result judge(Recorded result) {
        return switch (result.state()) {
            case "compliant", "repaired" -> Result.PASS;
            case "failed" -> Result.FAIL;
            case "unsupported" -> Result.NOT_APPLICABLE;
            default -> Result.UNKNOWN;
        };
    }

    private static List<Cell> row(
            ExportLine line, String check, Result result, Optional<String> evidence, Cell at) {
        return List.of(
                Cell.of(line.device().id().toString()),
                Cell.text(line.hostname()),
                Cell.of(line.unit()),
                Cell.of(check),
                Cell.of(result.word),
                Cell.text(evidence),
                at);
    }
}
