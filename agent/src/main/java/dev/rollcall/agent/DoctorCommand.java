package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.doctor.AgentFacts;
import dev.rollcall.agent.doctor.Check;
import dev.rollcall.agent.doctor.Doctor;
import dev.rollcall.agent.doctor.Verdict;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what keeps this device away from its server. */
@Command(
        description = {
            "Says what keeps this device away from its server: one line for each thing looked at,",
            "the most basic first. ok is as it should be, WARN is not and the device lives with it,",
            "FAIL keeps it away, skip could not be looked at. Nothing is changed, and the agent may",
            "go on running. Exit code 9 if anything failed, else 0."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Mixin private Place place = new Place();
    @Mixin private ProxyOption proxy = new ProxyOption();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    private final World world;

    DoctorCommand(World world) {
        this.world = world;
    }

    /** The answer. @param verdict the worst of the checks */
    private record Report(String version, String verdict, List<Line> checks) {}

    private record Line(String check, Optional<String> target, String verdict, String says) {}

    @Override
    public Integer call() {
        var config = place.config(proxy.proxy(), Optional.empty());
        var build = Build.current();
        var checks =
                new Doctor(
                                DeviceFiles.below(Path.of("/")),
                                world.clock().instant(),
                                build.built(),
                                PATIENCE)
                        .examine(config.state(), config.proxy(), agent(config.state()));
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.strict().writeValueAsString(report(build, checks)));
        } else {
            checks.forEach(check -> out.println(check.line()));
        }
        out.flush();
        return (has(checks, Verdict.FAIL) ? ExitStatus.AILING : ExitStatus.DONE).code();
    }

    private static AgentFacts agent(Path state) {
        var folder = StateFolder.asItIs(state);
        var left = left(folder);
        return new AgentFacts(
                StatusFile.running(folder, left), left.map(StatusFile.Left::situation));
    }

    private static Optional<StatusFile.Left> left(StateFolder folder) {
        try {
            return StatusFile.read(folder);
        } catch (StateException e) {
            return Optional.empty(); // whoever may not read it is told so by the first check
        }
    }

    private static Report report(Build build, List<Check> checks) {
        var worst =
                has(checks, Verdict.FAIL)
                        ? Verdict.FAIL
                        : has(checks, Verdict.WARN) ? Verdict.WARN : Verdict.OK;
        return new Report(
                build.version(),
                word(worst),
                checks.stream()
                        .map(c -> new Line(c.name(), c.target(), word(c.verdict()), c.says()))
                        .toList());
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static boolean has(List<Check> checks, Verdict verdict) {
        return checks.stream().anyMatch(check -> check.verdict() == verdict);
    }
}
