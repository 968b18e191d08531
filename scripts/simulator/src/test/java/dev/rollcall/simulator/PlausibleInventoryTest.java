package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlausibleInventoryTest {

    private static final int LABS = 20;

    private final PlausibleInventory inventories = new PlausibleInventory(60);

    @Test
    void theSameNumberIsAlwaysTheSameDevice() {
        var again = new PlausibleInventory(60);

        for (int number : new int[] {0, 29, 30, 1234}) {
            assertThat(again.of(number)).isEqualTo(inventories.of(number));
        }
    }

    @Test
    void devicesDifferAndEachBodyHasItsDigest() {
        var roots =
                IntStream.range(0, 100)
                        .mapToObj(number -> inventories.of(number).root())
                        .collect(Collectors.toSet());

        assertThat(roots).hasSize(100);
        inventories
                .of(7)
                .bodies()
                .forEach((digest, body) -> assertThat(Digest.of(body.text())).isEqualTo(digest));
    }

    @Test
    void aLabSharesOneImage() {
        var first = digests(inventories.of(30));
        var last = digests(inventories.of(59));
        var nextLab = digests(inventories.of(60));

        var alike = first.keySet().stream().filter(k -> first.get(k).equals(last.get(k)));
        assertThat(alike)
                .containsExactlyInAnyOrder(
                        "packages",
                        "volumes",
                        "patch-level",
                        "security",
                        "peripherals",
                        "browsers",
                        "services",
                        "local-users");
        assertThat(nextLab.get("packages")).isNotEqualTo(first.get("packages"));
    }

    @Test
    void pendingUpdatesAreOfWhatIsInstalled() {
        int seen = 0;
        for (int lab = 0; lab < LABS; lab++) {
            var snapshot = inventories.of(lab * 30);
            var installed = installed(snapshot);
            for (var update : patchLevel(snapshot).pending().orElseThrow()) {
                seen++;
                assertThat(installed)
                        .containsEntry(update.name(), update.installed().orElseThrow());
                assertThat(update.candidate()).isNotEqualTo(update.installed().orElseThrow());
            }
        }
        assertThat(seen).isPositive();
    }

    @Test
    void aSmallImageHasNoUpdatesOfWhatItLacks() {
        var small = new PlausibleInventory(3);
        for (int lab = 0; lab < LABS; lab++) {
            assertThat(patchLevel(small.of(lab * 30)).pending().orElseThrow())
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void aVersionIsNamedOfATpmThatIsThere() {
        var present =
                IntStream.range(0, LABS)
                        .mapToObj(lab -> body(inventories.of(lab * 30), SecuritySection.class))
                        .map(security -> security.tpm().orElseThrow())
                        .peek(tpm -> assertThat(tpm.version().isPresent()).isEqualTo(tpm.present()))
                        .map(SecuritySection.Tpm::present)
                        .collect(Collectors.toSet());

        assertThat(present).containsExactlyInAnyOrder(true, false);
    }

    private static Map<String, Digest> digests(InventorySnapshot snapshot) {
        return snapshot.reports().stream()
                .collect(
                        Collectors.toMap(
                                report -> report.kind().name(),
                                report -> report.digest().orElseThrow()));
    }

    private static PatchLevelSection patchLevel(InventorySnapshot snapshot) {
        return body(snapshot, PatchLevelSection.class);
    }

    private static Map<String, String> installed(InventorySnapshot snapshot) {
        var versions = new HashMap<String, String>();
        for (var digest : body(snapshot, PackagesSection.class).buckets().values()) {
            var text = snapshot.bodies().get(digest).text();
            Json.wire()
                    .readValue(text, PackageBucket.class)
                    .packages()
                    .forEach(p -> versions.put(p.name(), p.version()));
        }
        return versions;
    }

    private static <T> T body(InventorySnapshot snapshot, Class<T> section) {
        var kind =
                section == PackagesSection.class
                        ? PackagesSection.KIND
                        : section == PatchLevelSection.class
                                ? PatchLevelSection.KIND
                                : SecuritySection.KIND;
        var digest =
                snapshot.reports().stream()
                        .filter(report -> report.kind().equals(kind))
                        .findFirst()
                        .flatMap(SectionReport::digest)
                        .orElseThrow();
        return Json.wire().readValue(snapshot.bodies().get(digest).text(), section);
    }
}
