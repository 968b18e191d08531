package dev.rollcall.server.export;

import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of the export {@code compliance}: how devices stand. Pure. */
final class ComplianceRow {

    /** What came later is at the end: some read columns by their place. */
    static final List<String> COLUMNS =
            joined(
                    List.of(
                            "device_id",
                            "hostname",
                            "serial",
                            "unit",
                            "unit_path",
                            "os",
                            "os_version",
                            "os_collected_at",
                            "pending_security_updates",
                            "oldest_security_update_since",
                            "pending_updates",
                            "package_lists_refreshed_at",
                            "reboot_needed",
                            "updates_collected_at",
                            "whole_device_encrypted",
                            "volumes",
                            "encryption_collected_at",
                            "firewall",
                            "secure_boot",
                            "security_collected_at",
                            "local_administrators",
                            "users_collected_at",
                            "last_check_in",
                            "key_protection",
                            "matches_filter"),
                    Protection.COLUMNS);

    private ComplianceRow() {}

    static List<Cell> of(ExportLine line) {
        var posture = line.posture();
        return joined(
                List.of(
                        Cell.of(line.device().id().toString()),
                        Cell.text(line.hostname()),
                        Cell.text(line.serial()),
                        Cell.of(line.unit()),
                        Cell.of(line.unitPath()),
                        system(posture, s -> s.prettyName().or(s::name)),
                        system(posture, OperatingSystemSection::version),
                        posture.collectedAt(OperatingSystemSection.KIND),
                        pendingSecurity(posture),
                        Cell.time(patchLevel(posture).flatMap(ComplianceRow::oldestSecurity)),
                        patches(posture, p -> p.pendingCount().map(Cell::of)),
                        Cell.time(patchLevel(posture).flatMap(PatchLevelSection::listsRefreshed)),
                        patches(posture, p -> p.rebootNeeded().map(ComplianceRow::yesOrNo)),
                        posture.collectedAt(PatchLevelSection.KIND),
                        encrypted(posture),
                        Cell.text(volumes(posture).map(ComplianceRow::eachVolume)),
                        posture.collectedAt(VolumesSection.KIND),
                        firewall(posture),
                        secureBoot(posture),
                        posture.collectedAt(SecuritySection.KIND),
                        Cell.text(administrators(posture)),
                        posture.collectedAt(LocalUsersSection.KIND),
                        Cell.time(line.device().lastCheckIn()),
                        Cell.of(line.device().keyProtection()),
                        Cell.of(line.matches().word())),
                Protection.of(posture));
    }

    private static <T> List<T> joined(List<T> first, List<T> last) {
        return Stream.concat(first.stream(), last.stream()).toList();
    }

    /** yes, no, unknown or stale. */
    static Cell encrypted(Posture posture) {
        return posture.verdict(
                VolumesSection.KIND,
                VolumesSection.class,
                v -> v.protection().map(known -> yesOrNo(known == DeviceProtection.YES)));
    }

    /** on, off, unknown or stale. */
    static Cell firewall(Posture posture) {
        return posture.verdict(
                SecuritySection.KIND,
                SecuritySection.class,
                s -> s.firewall().map(f -> Cell.of(f.on() ? "on" : "off")));
    }

    static Cell secureBoot(Posture posture) {
        return posture.verdict(
                SecuritySection.KIND,
                SecuritySection.class,
                s -> s.secureBoot().map(ComplianceRow::yesOrNo));
    }

    /** A number, unknown or stale. */
    static Cell pendingSecurity(Posture posture) {
        return patches(posture, p -> p.pendingSecurity().map(Cell::of));
    }

    static Optional<PatchLevelSection> patchLevel(Posture posture) {
        return posture.section(PatchLevelSection.KIND, PatchLevelSection.class);
    }

    static Optional<VolumesSection> volumes(Posture posture) {
        return posture.section(VolumesSection.KIND, VolumesSection.class);
    }

    /**
     * Each volume and swap area with its answer, cipher and slots in use, such as "/ yes luks2
     * aes-xts-plain64 2 slots; /home no".
     */
    static String eachVolume(VolumesSection section) {
        var volumes =
                section.volumes().stream()
                        .map(v ->
                                part(
                                        v.mountPoint(),
                                        v.encrypted(),
                                        v.method(),
                                        v.cipher(),
                                        v.keySlots()));
        var swaps =
                section.swaps()
                        .map(ComplianceRow::eachSwap)
                        .orElseGet(() -> Stream.of("swap unknown"));
        return Stream.concat(volumes, swaps).collect(Collectors.joining("; "));
    }

    private static Stream<String> eachSwap(List<SwapArea> swaps) {
        return swaps.stream()
                .map(s ->
                        part(
                                "swap " + s.device(),
                                s.encrypted(),
                                s.method(),
                                s.cipher(),
                                s.keySlots()));
    }

    private static String part(
            String what,
            Optional<Boolean> encrypted,
            Optional<EncryptionMethod> method,
            Optional<String> cipher,
            Optional<Integer> keySlots) {
        var answer = encrypted.map(e -> e ? "yes" : "no").orElse("unknown");
        return Stream.of(
                        Optional.of(what),
                        Optional.of(answer),
                        method.map(m -> m.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                        cipher,
                        keySlots.map(slots -> slots + (slots == 1 ? " slot" : " slots")))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    private static Optional<Instant> oldestSecurity(PatchLevelSection section) {
        return section.pending()
                .flatMap(all ->
                        security(all).flatMap(u -> u.since().stream()).min(Instant::compareTo));
    }

    private static Stream<PendingUpdate> security(List<PendingUpdate> pending) {
        return pending.stream().filter(u -> u.security().equals(Optional.of(true)));
    }

    private static Optional<String> administrators(Posture posture) {
        return posture.section(LocalUsersSection.KIND, LocalUsersSection.class)
                .flatMap(ComplianceRow::administrators);
    }

    /**
     * Nothing where of one account it is not known: a list would look whole. Those who are no local
     * accounts are not named, and counted.
     */
    static Optional<String> administrators(LocalUsersSection section) {
        if (section.users().stream().anyMatch(u -> u.administrator().isEmpty())) {
            return Optional.empty();
        }
        var local =
                section.users().stream()
                        .filter(u -> u.administrator().orElse(false))
                        .map(LocalUsersSection.LocalUser::name);
        var others =
                section.otherAdministrators()
                        .filter(count -> count > 0)
                        .map(count -> count + (count == 1 ? " other" : " others"));
        return Optional.of(Stream.concat(local, others.stream()).collect(Collectors.joining("; ")));
    }

    private static Cell yesOrNo(boolean yes) {
        return Cell.of(yes ? "yes" : "no");
    }

    private static Cell patches(Posture posture, Function<PatchLevelSection, Optional<Cell>> says) {
        return posture.verdict(PatchLevelSection.KIND, PatchLevelSection.class, says);
    }

    private static Cell system(
            Posture posture, Function<OperatingSystemSection, Optional<String>> fact) {
        return Cell.text(
                posture.section(OperatingSystemSection.KIND, OperatingSystemSection.class)
                        .flatMap(fact));
    }
}
