package dev.rollcall.server.cli.local;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.server.ClockBehindException;
import dev.rollcall.server.server.ClockCheck;
import dev.rollcall.server.server.Server;
import dev.rollcall.server.server.ServerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollcall serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the server until Ctrl-C or SIGTERM, then lets devices go in order and stops.",
            "One server at a time uses a data folder."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall serve --config /etc/rollcall/rollcall.yaml",
            "  ROLLCALL_PASSPHRASE_FILE=p rollcall serve --config rollcall.yaml --dev"
        })
public final class ServeCommand implements Callable<Integer> {

    /** The ports that are open, for scripts. */
    record Serving(int httpsPort, int gatewayPort) {}

    @Mixin LocalServer local;

    @Option(
            names = "--clock-is-right",
            description = {
                "Start although the clock is more than a day behind something that was recorded:"
                        + " it is right now and was wrong then."
            })
    boolean clockIsRight;

    public ServeCommand(Terminal terminal) {
        this.local = new LocalServer(terminal);
    }

    @Override
    public Integer call() {
        var file = local.read();
        var passphrase = local.passphrase(file);
        try (var signal = StopSignal.listen();
                var folder = DataFolder.open(file.server().data())) {
            refuseDevelopment(folder);
            try (var server = start(file.server(), passphrase)) {
                say(file.server(), new Serving(server.httpsPort(), server.gatewayPort()));
                signal.await();
                local.terminal().remark("stopping");
            }
        }
        return ExitCode.OK.number();
    }

    private Server start(ServerConfig config, Secret passphrase) {
        var check = clockIsRight ? ClockCheck.OVERRIDDEN : ClockCheck.BY_RECORDS;
        try {
            return Server.start(
                    config, passphrase, local.terminal().clock(), check, local.random());
        } catch (ClockBehindException e) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    e.getMessage() + ", or, if it is right, add --clock-is-right");
        }
    }

    private void refuseDevelopment(DataFolder folder) {
        if (folder.isForDevelopment() && !local.development) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "this data folder is for development: one passphrase opens every key;"
                            + " add --dev, or make a real one with: rollcall init");
        }
    }

    private void say(ServerConfig config, Serving serving) {
        var terminal = local.terminal();
        var name = config.endpoints().names().getFirst();
        local.show(
                serving,
                () -> {
                    terminal.print(
                            "API and enrollment  https://%s:%d"
                                    .formatted(name, serving.httpsPort()));
                    terminal.print(
                            "devices             %s:%d".formatted(name, serving.gatewayPort()));
                    terminal.print("ready; stop with Ctrl-C or SIGTERM");
                });
    }
}
