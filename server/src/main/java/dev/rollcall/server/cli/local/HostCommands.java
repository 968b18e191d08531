package dev.rollcall.server.cli.local;

import dev.rollcall.server.pki.rollover.Done;
import dev.rollcall.server.pki.rollover.HostMove;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall pki endpoints}. */
@Command(
        name = "endpoints",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Moves the server to another host name, on its own machine while it is stopped:",
            "the new name beside the old one, and the old one away when devices know the new one."
        })
public final class HostCommands {

    /** The result for scripts. */
    record Moved(
            boolean changed,
            String host,
            long leftBehind,
            List<String> names,
            List<String> gateways,
            List<String> https) {}

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a host name; agents try its gateway when the ones before it fail.",
            footerHeading = "%nExamples:%n",
            footer = "  rollcall pki endpoints add mdm.lincoln.example")
    int add(
            @Mixin LocalServer local,
            @Parameters(paramLabel = "HOST") String host,
            @Option(
                            names = "--gateway",
                            paramLabel = "HOST:PORT",
                            description = "Of the device gateway; the usual port if left out.")
                    Optional<String> gateway,
            @Option(
                            names = "--https",
                            paramLabel = "HOST:PORT",
                            description = "Of the HTTPS port; the usual port if left out.")
                    Optional<String> https) {
        return run(local, host, move -> move.add(host, gateway, https));
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description =
                    "Takes a host name away, also one of the configuration; refused while devices"
                            + " know no other.",
            footerHeading = "%nExamples:%n",
            footer = "  rollcall pki endpoints remove old.lincoln.example")
    int remove(
            @Mixin LocalServer local,
            @Mixin WaitOptions wait,
            @Parameters(paramLabel = "HOST") String host) {
        return run(local, host, move -> move.remove(host, wait.patience()));
    }

    private static int run(LocalServer local, String host, Function<HostMove, Done> what) {
        try (var server = StoppedServer.open(local, local.read().server())) {
            var move = server.hostMove();
            var done = what.apply(move);
            var now = move.endpoints();
            return local.show(
                    new Moved(
                            done.changed(),
                            host,
                            done.leftBehind(),
                            now.names(),
                            now.gateways(),
                            now.https()),
                    () -> {
                        local.terminal()
                                .print(
                                        done.sentence()
                                                + (done.changed() ? "" : "; nothing changed"));
                        local.terminal().print("gateways  " + String.join(", ", now.gateways()));
                    });
        }
    }
}
