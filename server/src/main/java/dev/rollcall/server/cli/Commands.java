package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.LoginCommand;
import dev.rollcall.server.cli.client.LogoutCommand;
import dev.rollcall.server.cli.job.JobCommands;
import dev.rollcall.server.cli.local.DistrictCommands;
import dev.rollcall.server.cli.local.HostCommands;
import dev.rollcall.server.cli.local.InitCommand;
import dev.rollcall.server.cli.local.LocalServer;
import dev.rollcall.server.cli.local.RestoreCommand;
import dev.rollcall.server.cli.local.RotateCommand;
import dev.rollcall.server.cli.local.ServeCommand;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Version;
import dev.rollcall.server.problem.Problem;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;

/** The tree of commands, and the one place where what went wrong becomes a line and a number. */
final class Commands {

    private Commands() {}

    static CommandLine line(Terminal terminal) {
        IFactory factory = new Factory(terminal);
        var top = new CommandLine(new Top(), factory);
        top.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        top.addSubcommand(new CommandLine.HelpCommand());
        Stream.of(
                        new InitCommand(terminal),
                        new DistrictCommands(),
                        new ServeCommand(terminal),
                        new LoginCommand(terminal),
                        new LogoutCommand(terminal),
                        new DeviceCommands(),
                        new ChangesCommand(terminal),
                        new SoftwareCommands(),
                        new InventoryCommands(),
                        new PermitCommands(),
                        new AssetCommands(),
                        new OrgCommands(),
                        new PersonCommands(),
                        new GrantCommands(),
                        new TokenCommands(),
                        new ReviewCommands(),
                        new CloneCommands(),
                        new TpmCommands(),
                        new JobCommands(),
                        new PolicyCommands(),
                        new RuleCommands(),
                        new VulnerabilityCommands(),
                        new AuditCommands(),
                        new ExportCommands(),
                        new ServerCommands(),
                        new BackupCommand(terminal),
                        new RestoreCommand(terminal))
                .forEach(commands -> top.addSubcommand(new CommandLine(commands, factory)));
        var device = Objects.requireNonNull(top.getSubcommands().get("device"));
        new CommandLine(new DeviceDepartureCommands(), factory)
                .getSubcommands()
                .forEach(device::addSubcommand);
        device.addSubcommand(new CommandLine(new DeviceTrendCommand(terminal), factory));
        top.addSubcommand(pki(terminal, factory));
        top.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        top.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        top.setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, terminal));
        top.setParameterExceptionHandler((mistake, arguments) -> told(mistake, terminal));
        top.setCaseInsensitiveEnumValuesAllowed(true);
        top.setUsageHelpAutoWidth(true);
        return top;
    }

    private static CommandLine pki(Terminal terminal, IFactory factory) {
        return new CommandLine(new PkiCommands(), factory)
                .addSubcommand(new CommandLine(new RotateCommand(terminal), factory))
                .addSubcommand(new CommandLine(new HostCommands(), factory));
    }

    private static int failed(Exception failure, Terminal terminal) {
        if (failure instanceof CommandFailure refused) {
            return told(terminal, refused.code(), refused.line());
        }
        if (failure instanceof Problem problem) {
            return told(terminal, ExitCode.REFUSED, problem.detail());
        }
        if (terminal.variable("ROLLCALL_DEBUG").isPresent()) {
            failure.printStackTrace(terminal.err());
        }
        return told(terminal, ExitCode.REFUSED, sentence(failure));
    }

    private static String sentence(Throwable failure) {
        var own =
                Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName());
        var cause = failure.getCause();
        return cause == null || cause.getMessage() == null || own.contains(cause.getMessage())
                ? own
                : own + ": " + cause.getMessage();
    }

    private static int told(ParameterException mistake, Terminal terminal) {
        var line = mistake.getCommandLine();
        var name = line.getCommandSpec().qualifiedName();
        var sentence =
                Objects.requireNonNullElse(mistake.getMessage(), "the command line is wrong");
        return told(terminal, ExitCode.USAGE, sentence + " (see " + name + " --help)");
    }

    private static int told(Terminal terminal, ExitCode code, String sentence) {
        terminal.remark("rollcall: " + SafeText.line(sentence));
        return code.number();
    }

    private static Map<String, String> exitCodes() {
        var codes = new LinkedHashMap<String, String>();
        Arrays.stream(ExitCode.values())
                .forEach(code -> codes.put(Integer.toString(code.number()), code.sentence()));
        return codes;
    }

    /** Gives commands their terminal. */
    private record Factory(Terminal terminal) implements IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == Client.class) {
                return type.cast(new Client(terminal));
            }
            if (type == LocalServer.class) {
                return type.cast(new LocalServer(terminal));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    @Command(
            name = "rollcall",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description =
                    "Device management for school districts: the server, and the technicians' client.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall login https://rollcall.example.org:8443 --user kim",
                "  rollcall device list 'org:lincoln and encrypted:no,unknown,stale' --count",
                "  rollcall job show J-512"
            })
    private static final class Top {}
}
