package dev.rollcall.server.cli;

import picocli.CommandLine.Command;

/** {@code rollcall tpm}. */
@Command(
        name = "tpm",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TpmTrustCommands.class,
        description = {
            "What devices' TPMs prove: that a key cannot be copied off a device, and which device",
            "it is when it joins again."
        })
final class TpmCommands {}
