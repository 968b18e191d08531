package dev.rollcall.server.export;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be exported. */
public enum ExportKind {
    /** Which devices there are. */
    DEVICES,
    /** How devices stand, and every check with its evidence. */
    COMPLIANCE,
    /** Which devices left: disposed, lost, stolen, transferred. */
    RETIREMENTS,
    /** The register of physical things. */
    ASSETS;

    /** One table. */
    public enum Part {
        DEVICES,
        COMPLIANCE,
        CHECKS,
        RETIREMENTS,
        ASSETS;

        /** The sections that its columns are made of. */
        Set<SectionKind> sections(ExportRequest request) {
            return switch (this) {
                case DEVICES -> NAMING;
                case COMPLIANCE ->
                        with(request, CHECKED, LocalUsersSection.KIND, OperatingSystemSection.KIND);
                case CHECKS -> with(request, CHECKED);
                case RETIREMENTS, ASSETS -> Set.of();
            };
        }

        /** Hostname and serial of now are in the registry, those of the past in sections only. */
        private static Set<SectionKind> with(
                ExportRequest request, Set<SectionKind> kinds, SectionKind... more) {
            var all = new HashSet<>(kinds);
            all.addAll(List.of(more));
            if (request.aboutThePast()) {
                all.addAll(NAMING);
            }
            return Set.copyOf(all);
        }

        private static final Set<SectionKind> NAMING =
                Set.of(HardwareSection.KIND, OperatingSystemSection.KIND);

        private static final Set<SectionKind> CHECKED =
                Set.of(VolumesSection.KIND, SecuritySection.KIND, PatchLevelSection.KIND);
    }

    /** Its tables, in order. */
    public List<Part> parts() {
        return switch (this) {
            case DEVICES -> List.of(Part.DEVICES);
            case COMPLIANCE -> List.of(Part.COMPLIANCE, Part.CHECKS);
            case RETIREMENTS -> List.of(Part.RETIREMENTS);
            case ASSETS -> List.of(Part.ASSETS);
        };
    }

    /** Whether its rows are devices that were enrolled at the instant. */
    boolean isOfEnrolled() {
        return switch (this) {
            case DEVICES, COMPLIANCE -> true;
            case RETIREMENTS, ASSETS -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of its word; anything else is an {@link IllegalArgumentException}. */
    public static ExportKind parse(String word) {
        for (var kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not an export: " + word);
    }
}
