package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.shape.SectionSchema;
import dev.rollcall.common.inventory.shape.Shapes;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Collects this very machine and compares with what its own programs say. */
@EnabledOnOs(OS.LINUX)
class ThisMachineTest {

    private static final Pattern UPGRADE =
            Pattern.compile("^Inst ([^ :]+)(?::\\S+)? \\[(\\S+)\\] \\((\\S+) ");

    private static Inventory inventory;
    private static InventorySnapshot snapshot;

    @BeforeAll
    static void collect() throws InterruptedException {
        inventory =
                Inventory.of(
                        InventorySources.ofThisMachine(Optional.empty()),
                        System::nanoTime,
                        Set::of);
        snapshot = inventory.collect();
    }

    @Test
    void hasMemoryProcessorsAndDisks() {
        var hardware = section(HardwareSection.KIND, HardwareSection.class);

        assertThat(hardware.memoryBytes().orElseThrow()).isGreaterThan(256L << 20);
        assertThat(hardware.processor().threads())
                .contains(Runtime.getRuntime().availableProcessors());
        assertThat(hardware.disks().orElseThrow()).allMatch(d -> d.bytes() > 0);
    }

    @Test
    void hasTheHostNameAndTheKernelThatRun() throws IOException, InterruptedException {
        var system = section(OperatingSystemSection.KIND, OperatingSystemSection.class);

        assertThat(system.hostname()).contains(InetAddress.getLocalHost().getHostName());
        assertThat(system.kernelRunning()).contains(run("uname", "-r").orElseThrow().strip());
        assertThat(system.architecture()).contains(run("uname", "-m").orElseThrow().strip());
        assertThat(system.id()).isPresent();
    }

    @Test
    void everyBodyFitsItsSchema() {
        assertThat(snapshot.bodies().values())
                .anyMatch(body -> body.kind().equals(PackageBucket.KIND))
                .allSatisfy(
                        body -> assertThat(mistakes(body.kind().name(), body.text())).isEmpty());
        var facts = Json.strict().writeValueAsString(inventory.volatileFacts().orElseThrow());
        assertThat(mistakes("volatile", facts)).isEmpty();
    }

    private static List<Error> mistakes(String name, String body) {
        var schema = SectionSchema.of(Shapes.all().get(name)).toString();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON)
                .validate(body, InputFormat.JSON);
    }

    @Test
    void hasThePackagesThatDpkgCounts() throws IOException, InterruptedException {
        var listed = run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n");
        assumeThat(listed).isPresent();
        long expected = listed.get().lines().filter(l -> !l.startsWith("config-files ")).count();

        var packages = section(PackagesSection.KIND, PackagesSection.class);
        long inBuckets =
                packages.buckets().values().stream()
                        .map(d -> snapshot.bodies().get(d))
                        .map(b -> b.text().getBytes(StandardCharsets.UTF_8))
                        .mapToLong(b -> Sections.parseBucket(b).packages().size())
                        .sum();

        assertThat(packages.count()).isGreaterThan(100).isEqualTo((int) expected);
        assertThat(inBuckets).isEqualTo(expected);
        assertThat(packages.unreadable()).isEmpty();
    }

    @Test
    void hasThePendingUpdatesThatAptWouldInstall() throws IOException, InterruptedException {
        var simulated = run("apt-get", "-s", "-o", "Debug::NoLocking=true", "dist-upgrade");
        assumeThat(simulated).isPresent();
        var expected =
                simulated
                        .get()
                        .lines()
                        .map(UPGRADE::matcher)
                        .filter(Matcher::find)
                        .map(m -> m.group(1) + " " + m.group(2) + " " + m.group(3))
                        .toList();

        var patches = section(PatchLevelSection.KIND, PatchLevelSection.class);

        assumeThat(patches.pending()).isPresent();
        assertThat(patches.pending().get())
                .filteredOn(p -> !p.held())
                .extracting(p -> p.name() + " " + p.installed().orElseThrow() + " " + p.candidate())
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(patches.listsRefreshed()).isPresent();
    }

    @Test
    void hasTheRootVolumeAndAVerdict() {
        var volumes = section(VolumesSection.KIND, VolumesSection.class);

        assertThat(volumes.volumes()).anyMatch(v -> v.mountPoint().equals("/"));
    }

    @Test
    void hasRootAmongItsUsers() {
        var users = section(LocalUsersSection.KIND, LocalUsersSection.class);

        assertThat(users.users())
                .anyMatch(u ->
                        u.name().equals("root")
                                && u.uid() == 0
                                && u.administrator().equals(Optional.of(true)));
    }

    @Test
    void everySectionIsCollected() {
        assertThat(snapshot.reports())
                .hasSize(Sections.kinds().size())
                .allMatch(r -> r.state() == SectionState.OK);
    }

    @Test
    void aSecondPassHasTheSameDigests() throws InterruptedException {
        var second = inventory.collect();

        assertThat(second.root()).isEqualTo(snapshot.root());
        assertThat(second.bodies()).isEqualTo(snapshot.bodies());
    }

    @Test
    void everyBodyIsReadBackByTheServersReader() {
        assertThat(snapshot.bodies().values())
                .allSatisfy(body -> {
                    var bytes = body.text().getBytes(StandardCharsets.UTF_8);
                    if (body.kind().equals(PackageBucket.KIND)) {
                        assertThat(Sections.parseBucket(bytes).packages()).isNotEmpty();
                    } else {
                        assertThat(Sections.parse(body.kind(), bytes).kind())
                                .isEqualTo(body.kind());
                    }
                });
    }

    @Test
    void hasVolatileFacts() {
        var facts = inventory.volatileFacts().orElseThrow();

        assertThat(facts.memoryAvailableBytes().orElseThrow()).isPositive();
        assertThat(facts.uptime().orElseThrow()).isPositive();
        assertThat(facts.space().orElseThrow())
                .anySatisfy(space -> {
                    assertThat(space.mountPoint()).isEqualTo("/");
                    assertThat(space.totalBytes()).isGreaterThan(space.freeBytes());
                });
    }

    private static <T extends InventorySection> T section(SectionKind kind, Class<T> type) {
        var report =
                snapshot.reports().stream()
                        .filter(r -> r.kind().equals(kind))
                        .findFirst()
                        .orElseThrow();
        assertThat(report.detail()).isEmpty();
        var body = snapshot.bodies().get(report.digest().orElseThrow());
        return type.cast(Sections.parse(kind, body.text().getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<String> run(String... command)
            throws IOException, InterruptedException {
        return Programs.ofThisMachine()
                .run(List.of(command), Duration.ofMinutes(1), 8 << 20)
                .filter(ProgramResult::succeeded)
                .map(ProgramResult::output);
    }
}
