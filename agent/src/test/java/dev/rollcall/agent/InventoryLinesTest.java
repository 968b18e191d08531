package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InventoryLinesTest {

    private static final List<InstalledPackage> INSTALLED =
            List.of(
                    new InstalledPackage("zlib1g", "1:1.2.13", "amd64", PackageSource.DPKG)
                            .from("zlib", "1:1.2.13"),
                    new InstalledPackage("bash", "5.2.15-2", "amd64", PackageSource.DPKG),
                    new InstalledPackage("firefox", "133.0", "amd64", PackageSource.SNAP));

    private final Map<Digest, InventoryText> bodies = new HashMap<>();

    private SectionReport section(SectionKind kind, Object body) {
        return SectionReport.ok(kind, put(kind, body), Duration.ZERO);
    }

    private Digest put(SectionKind kind, Object body) {
        var text = CanonicalJson.text(body);
        bodies.put(Digest.of(text), new InventoryText(kind, text));
        return Digest.of(text);
    }

    private SectionReport packages() {
        var buckets = new TreeMap<String, Digest>();
        PackageBucket.spread(INSTALLED)
                .forEach((key, bucket) -> buckets.put(key, put(PackageBucket.KIND, bucket)));
        return section(PackagesSection.KIND, new PackagesSection(3, Optional.of(1), buckets));
    }

    @Test
    void packagesAreCountedAndListedWhereThatIsAskedFor() {
        var snapshot = new InventorySnapshot(List.of(packages()), bodies);

        assertThat(InventoryLines.of(snapshot, false))
                .containsExactly(
                        "packages: ok",
                        "  count: 3 (rollcall-agent inventory --packages lists them)",
                        "  unreadable: 1");
        assertThat(InventoryLines.of(snapshot, true))
                .containsExactly(
                        "packages: ok",
                        "  count: 3",
                        "  unreadable: 1",
                        "  bash 5.2.15-2 (amd64, dpkg)",
                        "  firefox 133.0 (amd64, snap)",
                        "  zlib1g 1:1.2.13 (amd64, dpkg, built from zlib 1:1.2.13)");
    }

    @Test
    void whatWasNotCollectedSaysWhy() {
        var off =
                SectionReport.without(
                        PackagesSection.KIND, SectionState.OFF, Duration.ZERO, "none here");
        var body = Map.of("processor", Map.of(), "serial", "5CG1");
        var snapshot =
                new InventorySnapshot(List.of(section(HardwareSection.KIND, body), off), bodies);

        assertThat(InventoryLines.of(snapshot, true))
                .containsExactly(
                        "hardware: ok",
                        "  processor: {}",
                        "  serial: \"5CG1\"",
                        "packages: off (none here)");
    }
}
