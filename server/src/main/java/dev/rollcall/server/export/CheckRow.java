package dev.rollcall.server.export;

import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.server.device.query.Freshness;
import dev.rollcall.server.export.PoliciesInForce.Settings;
import dev.rollcall.server.export.PolicyChecks.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
     * @param inForce then in its unit; what was not reported of exactly these settings is unknown
     * @param vulnerable what its packages have; absent where nothing is known of that
     */
    static List<List<Cell>> of(
            ExportLine line,
            List<Recorded> recorded,
            Settings inForce,
            Optional<VulnerableChecks.Found> vulnerable) {
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
        rows.add(vulnerable(line, vulnerable));
        policy(line, recorded, inForce, rows);
        return rows;
    }

    /**
     * One of high or critical severity that an update would remove is a failure. That there is none
     * is not known of packages that could not be read.
     */
    private static List<Cell> vulnerable(
            ExportLine line, Optional<VulnerableChecks.Found> vulnerable) {
        var at = vulnerable.map(found -> line.device().knownThen(found.collectedAt()));
        var result =
                vulnerable
                        .map(CheckRow::judged)
                        .map(judged ->
                                at.filter(t -> Freshness.counts(t, line.posture().asOf()))
                                                .isPresent()
                                        ? judged
                                        : Result.STALE)
                        .orElse(Result.UNKNOWN);
        return row(line, "vulnerable", result, vulnerable.map(CheckRow::words), Cell.time(at));
    }

    private static Result judged(VulnerableChecks.Found found) {
        if (found.fixableGrave() > 0) {
            return Result.FAIL;
        }
        return found.whole() ? Result.PASS : Result.UNKNOWN;
    }

    private static String words(VulnerableChecks.Found found) {
        return "%d high or critical with a fix; worst %s; data of %s%s"
                .formatted(
                        found.fixableGrave(),
                        found.whole() || !found.worst().equals("none") ? found.worst() : "unknown",
                        found.newest(),
                        found.whole() ? "" : "; some packages could not be read");
    }

    private static void policy(
            ExportLine line, List<Recorded> recorded, Settings inForce, List<List<Cell>> rows) {
        var byKey = recorded.stream().collect(Collectors.toMap(Recorded::key, r -> r));
        inForce.keys().stream()
                .sorted()
                .map(key -> policy(line, key, Optional.ofNullable(byKey.get(key)), inForce.hash()))
                .forEach(rows::add);
        recorded.stream()
                .filter(result -> result.key().startsWith(SettingResult.GIVEN_BACK))
                .map(result -> policy(line, result.key(), Optional.of(result), result.policy()))
                .forEach(rows::add);
    }

    private static List<Cell> policy(
            ExportLine line, String key, Optional<Recorded> recorded, Digest inForce) {
        return row(
                line,
                "policy " + key,
                recorded.map(result -> judge(line, result, inForce)).orElse(Result.UNKNOWN),
                Optional.of(recorded.map(r -> evidence(r, inForce)).orElse("not reported yet")),
                Cell.time(recorded.map(r -> line.device().knownThen(r.checkedAt()))));
    }

    private static Result judge(ExportLine line, Recorded result, Digest inForce) {
        if (!result.policy().equals(inForce)) {
            return Result.UNKNOWN;
        }
        var checkedIn = line.device().lastCheckIn();
        return checkedIn.filter(at -> Freshness.counts(at, line.posture().asOf())).isPresent()
                ? judge(result)
                : Result.STALE;
    }

    private static String evidence(Recorded result, Digest inForce) {
        var before = result.policy().equals(inForce) ? "" : "of other settings: ";
        return before + result.state() + suffix(result.detail());
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
