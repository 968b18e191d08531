package dev.rollcall.agent;

import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateFolder;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes this device's identity out of its state folder, before an image is made of it. */
@Command(
        description = {
            "Takes this device's identity out of it, before an image is made: its key and",
            "certificates, what it was told, its jobs and their output. Stop the agent first.",
            "Where to enroll is kept and shown. Asked again, it completes what was cut short.",
            "",
            "Files that policies wrote stay in the image, and so does what they replaced: a device",
            "made of the image goes on with them until its own first policy, which gives back what",
            "it does not have. To have them given back before, take the device out of its policies",
            "and wait for its next check-in. On the server the device stays until it is retired."
        },
        mixinStandardHelpOptions = true)
final class SealCommand implements Callable<Integer> {

    private static final String WORD = "seal";

    /** The one of systemd, and the one that D-Bus keeps beside it on older systems. */
    private static final List<String> MACHINE_IDS =
            List.of("/etc/machine-id", "/var/lib/dbus/machine-id");

    @Mixin private Place place = new Place();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "look below this folder for what would be shared, for a rehearsal")
    private Path root = Path.of("/");

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        var line = Objects.requireNonNull(spec).commandLine();
        var state = place.state();
        if (Files.isDirectory(state)) {
            seal(StateFolder.open(state), line.getOut());
        } else {
            line.getOut().println("nothing to seal: there is no state folder " + state);
        }
        line.getOut().flush();
        warn(DeviceFiles.below(root), line.getErr());
        return ExitStatus.DONE.code();
    }

    private void seal(StateFolder folder, PrintWriter out) throws CommandException {
        try (var _ = folder.lock().orElseThrow(CommandException::stopFirst)) {
            if (!yes) {
                confirm(folder);
            }
            var sealed = Sealing.seal(folder);
            out.println("sealed: an image of this device may be made now");
            out.println("a device made of it is enrolled with: " + sealed.howToEnroll());
        }
    }

    private static void confirm(StateFolder folder) throws CommandException {
        var console =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElseThrow(() ->
                                new CommandException(
                                        ExitStatus.USAGE,
                                        "there is no terminal to ask at: add --yes to seal"));
        var typed =
                console.readLine(
                        "This takes the identity of this device out of %s for good.%n"
                                + "Type %s to go on: ",
                        folder.path(), WORD);
        if (typed == null || !typed.strip().equals(WORD)) {
            throw new CommandException(ExitStatus.USAGE, "not confirmed, nothing was changed");
        }
    }

    /** A warning only: what makes the image may clear it by itself. */
    private static void warn(DeviceFiles files, PrintWriter err) {
        var shared = MACHINE_IDS.stream().filter(file -> namesAMachine(files, file)).toList();
        if (!shared.isEmpty()) {
            err.println(
                    "warning: %s not empty, and all devices made of the image would share it; clear it last: %s"
                            .formatted(
                                    String.join(" and ", shared)
                                            + (shared.size() == 1 ? " is" : " are"),
                                    "truncate -s 0 " + String.join(" ", shared)));
        }
        err.flush();
    }

    /** A link to the other one is cleared with it. */
    private static boolean namesAMachine(DeviceFiles files, String file) {
        return !Files.isSymbolicLink(files.at(file))
                && files.fact(file).filter(id -> !id.equals("uninitialized")).isPresent();
    }
}
