package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.inventory.Inventory;
import dev.rollcall.agent.inventory.InventorySources;
import dev.rollcall.agent.policy.Published;
import dev.rollcall.agent.policy.SectionsOff;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.CollectionManifest;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.shape.SectionSchema;
import dev.rollcall.common.inventory.shape.Shapes;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows what would be sent of this device. */
@Command(
        description = "Collects the inventory of this device and shows it; nothing is sent.",
        mixinStandardHelpOptions = true)
final class InventoryCommand implements Callable<Integer> {

    /** No section is called so. */
    private static final String ALL = "*";

    @Mixin private Place place = new Place();

    @Option(
            names = "--json",
            description =
                    "the sections as they are sent, the lists of packages, and the figures beside"
                            + " them, but for volatile.agent and volatile.clockOffsetMillis, which"
                            + " only the running agent has")
    private boolean json;

    @Option(names = "--packages", description = "list each package, not only how many there are")
    private boolean packages;

    @Option(
            names = "--manifest",
            description =
                    "in JSON, every field that may be sent, what for, and how long it is kept")
    private boolean manifest;

    @Option(
            names = "--schema",
            arity = "0..1",
            fallbackValue = ALL,
            paramLabel = "SECTION",
            description =
                    "the JSON Schema of a section's body; without a name, of all of them, by name")
    private Optional<String> schema = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    private final World world;

    InventoryCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException, CommandException {
        if (manifest) {
            var listed = Objects.requireNonNull(spec).commandLine().getOut();
            listed.print(new String(CollectionManifest.bytes().toArray(), StandardCharsets.UTF_8));
            listed.flush();
            return ExitStatus.DONE.code();
        }
        if (schema.isPresent()) {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(
                    Json.strict()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(schema(schema.get())));
            out.flush();
            return ExitStatus.DONE.code();
        }
        var sources = InventorySources.ofThisMachine(Optional.empty());
        var policy = policy();
        var inventory = Inventory.of(sources, world.nanoTime(), policy::off, policy::networks);
        var snapshot = inventory.collect();
        var figures = inventory.volatileFacts();
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            var whole = Json.strict().createObjectNode();
            var sections = whole.putObject("sections");
            var states = whole.putObject("states");
            for (var report : snapshot.reports()) {
                states.set(report.kind().name(), Json.strict().valueToTree(report));
                InventoryLines.body(snapshot, report)
                        .ifPresent(text ->
                                sections.set(report.kind().name(), Json.strict().readTree(text)));
            }
            var buckets = whole.putObject("packageBuckets");
            snapshot.bodies()
                    .forEach((digest, body) -> {
                        if (body.kind().name().equals("package-bucket")) {
                            buckets.set(digest.hex(), Json.strict().readTree(body.text()));
                        }
                    });
            figures.ifPresent(facts -> whole.set("volatile", Json.strict().valueToTree(facts)));
            out.println(Json.strict().writerWithDefaultPrettyPrinter().writeValueAsString(whole));
        } else {
            print(snapshot, figures, out);
        }
        out.flush();
        return ExitStatus.DONE.code();
    }

    private static JsonNode schema(String name) throws CommandException {
        if (name.equals(ALL)) {
            var all = Json.strict().createObjectNode();
            Shapes.all().forEach((each, shape) -> all.set(each, SectionSchema.of(shape)));
            return all;
        }
        var shape = Shapes.all().get(name);
        if (shape == null) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "no section is called "
                            + name
                            + "; there are "
                            + String.join(", ", Shapes.all().keySet()));
        }
        return SectionSchema.of(shape);
    }

    /** What the policy on this device says of the inventory. */
    private record Policy(Set<SectionKind> off, List<PublishedNetwork> networks) {

        static final Policy NONE = new Policy(Set.of(), List.of());

        static Policy keptIn(StateFolder folder, DistrictId district) {
            return new Policy(
                    SectionsOff.keptIn(folder, district), Published.keptIn(folder, district));
        }
    }

    /** A command without the right to look at the policy says so. */
    private Policy policy() {
        var config = place.config();
        // asking must not make the folder that it asks about
        if (!Files.isDirectory(config.state())) {
            return Policy.NONE;
        }
        try {
            var folder = StateFolder.open(config.state());
            return IdentityStore.open(folder, config.keysOf(folder))
                    .current()
                    .map(identity -> Policy.keptIn(folder, identity.district()))
                    .orElse(Policy.NONE);
        } catch (StateException e) {
            var err = Objects.requireNonNull(spec).commandLine().getErr();
            err.println(
                    "rollcall-agent: sections that are switched off are shown too: "
                            + e.getMessage());
            err.flush();
            return Policy.NONE;
        }
    }

    /** What was collected, and what changes all the time, as of now. */
    private void print(
            InventorySnapshot snapshot, Optional<VolatileFacts> figures, PrintWriter out) {
        InventoryLines.of(snapshot, packages).forEach(out::println);
        if (figures.isPresent()) {
            out.println(VolatileFacts.KIND + ": as of now");
            VolatileLines.of(figures.get()).forEach(line -> out.println("  " + line));
        } else if (!isOff(snapshot, VolatileFacts.KIND)) {
            out.println(VolatileFacts.KIND + ": not read in time");
        }
    }

    private static boolean isOff(InventorySnapshot snapshot, SectionKind kind) {
        return snapshot.reports().stream().anyMatch(report -> report.kind().equals(kind));
    }
}
