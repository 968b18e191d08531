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
import java.util.Objects;
import java.util.function.LongSupplier;
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
            "9 the doctor found something that keeps the device away"
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        readLogging();
        int code =
                command(new World(InstantSource.system(), sinceBoot(), new SecureRandom()))
                        .execute(args);
        DeviceKeys.release();
        System.exit(code);
    }

    private static LongSupplier sinceBoot() {
        return BootTime.of(DeviceFiles.below(Path.of("/")));
    }

    static CommandLine command(World world) {
        return new CommandLine(new Main())
                .addSubcommand("enroll", new EnrollCommand(world))
                .addSubcommand("run", new RunCommand(world))
                .addSubcommand("status", new StatusCommand())
                .addSubcommand("doctor", new DoctorCommand(world))
                .addSubcommand("seal", new SealCommand())
                .addSubcommand("inventory", new InventoryCommand(world))
                .addSubcommand("warm-up", new WarmUpCommand(world))
                .setExecutionExceptionHandler(
                        (failure, line, _) -> explain(failure, line.getErr()));
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
