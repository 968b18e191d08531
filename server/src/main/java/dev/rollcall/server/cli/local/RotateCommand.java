package dev.rollcall.server.cli.local;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.pki.rollover.Done;
import dev.rollcall.server.pki.rollover.Step;
import dev.rollcall.server.pki.rollover.Supplies;
import dev.rollcall.server.server.ConfigFile;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall pki rotate}. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = {
            "Replaces a key, on the server's own machine while the server is stopped.",
            "Steps: prepare, activate, finish. Let the server run between them, until devices know"
                    + " what comes; undo takes the last step back. Again a step changes nothing and"
                    + " says so.",
            "Where the configuration names a token, keys are made in it; with --offline-file an order"
                    + " key or a root comes from that file instead, into the database."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall pki rotate order prepare --offline-file /mnt/safe/offline-keys.pem",
            "  rollcall pki rotate order activate --offline-file /mnt/safe/offline-keys-2.pem",
            "  rollcall pki rotate order finish",
            "  rollcall pki rotate issuing prepare --district lincoln",
            "  rollcall pki rotate root activate --offline-file /mnt/safe/root-3.pem --even-if 2"
        })
public final class RotateCommand implements Callable<Integer> {

    @Mixin LocalServer local;

    @Mixin RotationSecrets secrets;

    @Mixin WaitOptions wait;

    @Parameters(
            index = "0",
            paramLabel = "KEY",
            description = "One of: ${COMPLETION-CANDIDATES}, in small letters too.")
    Purpose purpose = Purpose.ORDER;

    @Parameters(index = "1", paramLabel = "STEP", description = "One of: ${COMPLETION-CANDIDATES}.")
    Step step = Step.PREPARE;

    @Option(
            names = "--district",
            paramLabel = "SLUG",
            description = "Whose order, issuing or escrow key; needed where there are several.")
    Optional<String> district = Optional.empty();

    /** The result for scripts. @param changed false where the step had been done before */
    record Rotated(
            boolean changed,
            String key,
            String step,
            String now,
            long leftBehind,
            Optional<String> offlineFile) {}

    public RotateCommand(Terminal terminal) {
        this.local = new LocalServer(terminal);
        this.secrets = new RotationSecrets();
        this.wait = new WaitOptions();
    }

    @Override
    public Integer call() {
        var file = local.read();
        var passphrase = local.passphrase(file);
        try (var server = StoppedServer.open(local, file.server())) {
            var owner = server.owner(purpose, district);
            var rollover = server.rollover(passphrase);
            var done =
                    switch (step) {
                        case PREPARE ->
                                rollover.prepare(purpose, owner, supplies(file, passphrase));
                        case ACTIVATE ->
                                rollover.activate(
                                        purpose,
                                        owner,
                                        supplies(file, passphrase),
                                        wait.patience());
                        case FINISH -> rollover.finish(purpose, owner, wait.patience());
                        case UNDO -> rollover.undo(purpose, owner);
                    };
            return local.show(
                    new Rotated(
                            done.changed(),
                            purpose.word(),
                            step.word(),
                            done.sentence(),
                            done.leftBehind(),
                            done.offlineFile().map(path -> path.toString())),
                    () -> say(done));
        }
    }

    private Supplies supplies(ConfigFile file, Secret passphrase) {
        return secrets.supplies(local, passphrase, purpose, step, file.server().token());
    }

    private void say(Done done) {
        var terminal = local.terminal();
        if (!done.changed()) {
            terminal.print(done.sentence() + "; nothing changed");
            return;
        }
        terminal.print(done.sentence());
        if (done.leftBehind() > 0) {
            terminal.print(done.leftBehind() + " devices are left behind and must enroll again");
        }
        done.offlineFile()
                .ifPresent(path ->
                        terminal.print(
                                "Move "
                                        + path
                                        + " away from this machine to a safe place: the next"
                                        + " rotation needs it."));
        done.keptInToken()
                .forEach(where ->
                        terminal.print(
                                "The private key %s stays there, since backups from before name it: when none of them is needed any more, delete it with the token's own means."
                                        .formatted(where)));
        terminal.print("Now start the server.");
    }
}
