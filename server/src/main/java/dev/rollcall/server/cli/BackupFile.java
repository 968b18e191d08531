package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.backup.BackupManifest;
import dev.rollcall.server.backup.Restore;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Looks into a backup just written, so that a broken one is noticed on the day it is made. */
final class BackupFile {

    private BackupFile() {}

    static int print(Client client, Path file) throws IOException {
        var manifest = Restore.inspect(file);
        long size = Files.size(file);
        JsonNode shown = Json.wire().valueToTree(manifest);
        return client.show(shown, m -> words(client.terminal(), manifest, file, size));
    }

    private static void words(Terminal terminal, BackupManifest manifest, Path file, long size) {
        terminal.print(
                "%s: %.1f MB, %d files, epoch %d, checked"
                        .formatted(file, size / 1e6, manifest.entries().size(), manifest.epoch()));
        terminal.print(
                "It holds all data and the encrypted keys of this server: keep it as safe as the server."
                        + " The server's passphrase is not in it.");
        if (!manifest.keysElsewhere().isEmpty()) {
            terminal.print(
                    "Not in it are %d private keys, without which no server starts on it; back up their token by its own means:"
                            .formatted(manifest.keysElsewhere().size()));
            manifest.keysElsewhere().forEach(key -> terminal.print("  " + SafeText.line(key)));
        }
    }
}
