package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.platform.BootTime;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code rollcall-agent} command. Its exit codes are those of {@link ExitStatus}. */
@Command(
        name = "rollcall-agent",
        description = "Keeps this device in its school district's care.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Exit codes: 0 done, 1 error, 2 wrong usage, 3 not enrolled, 4 refused, 5 try later,",
            "6 server cannot be used, 7 another agent runs, 8 state folder cannot be used,",
            "9 the doctor found something that keeps the device away, 10 the agent took more than",
            "it may and wants to be started again"
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        readLogging();
        int code =
                command(new World(InstantSource.system(), sinceBoot(), new SecureRandom()), args)
                        .execute(args);
        DeviceKeys.release();
        System.exit(code);
    }

    private static LongSupplier sinceBoot() {
        return BootTime.of(DeviceFiles.below(Path.of("/")));
    }

    /** All that the command can do. */
    static CommandLine command(World world) {
        return command(world, new String[0]);
    }

    /**
     * With only the subcommand that the line names, where it begins with one: to have all of them
     * read by reflection is a tenth of an agent's start.
     */
    private static CommandLine command(World world, String[] args) {
        var line = new CommandLine(new Main());
        var all = subcommands(world);
        var named = args.length == 0 ? null : all.get(args[0]);
        if (named == null) {
            all.forEach((name, made) -> line.addSubcommand(name, made.get()));
        } else {
            line.addSubcommand(args[0], named.get());
        }
        return line.setExecutionExceptionHandler(
                (failure, failed, _) -> explain(failure, failed.getErr()));
    }

    /** In the order in which help shows them. */
    private static Map<String, Supplier<Object>> subcommands(World world) {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("enroll", () -> new EnrollCommand(world));
        all.put("run", () -> new RunCommand(world));
        all.put("status", StatusCommand::new);
        all.put("doctor", () -> new DoctorCommand(world));
        all.put("seal", SealCommand::new);
        all.put("inventory", () -> new InventoryCommand(world));
        all.put("warm-up", () -> new WarmUpCommand(world));
        return all;
    }

    /** One line for what was foreseen; the whole story only for an error of ours. */
    private static int explain(Exception failure, PrintWriter err) {
        return switch (failure) {
            case CommandException refused -> say(err, refused.status(), refused.getMessage());
            case StateException state -> say(err, ExitStatus.STATE_UNUSABLE, state.getMessage());
            case UncheckedIOException disk ->
                    say(err, ExitStatus.STATE_UNUSABLE, disk.getMessage());
            default -> {
                failure.printStackTrace(err);
                yield ExitStatus.ERROR.code();
            }
        };
    }

    private static int say(
            PrintWriter err, ExitStatus status, @org.jspecify.annotations.Nullable String message) {
        err.println("rollcall-agent: " + message);
        err.flush();
        return status.code();
    }

    private static void readLogging() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try (var in = Main.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager()
                    .readConfiguration(Objects.requireNonNull(in, "logging.properties"));
        } catch (IOException e) {
            System.err.println("rollcall-agent: no logging configuration: " + e.getMessage());
        }
    }

    /** The version of this build. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"rollcall-agent " + Build.current().version()};
        }
    }
}
