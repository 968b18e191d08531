package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code rollcall logout}. */
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Ends the sign-in here and on the server.")
public final class LogoutCommand implements Callable<Integer> {

    @Mixin Client client;

    public LogoutCommand(Terminal terminal) {
        this.client = new Client(terminal);
    }

    @Override
    public Integer call() {
        var terminal = client.terminal();
        var file = ClientSettings.file(terminal);
        var settings = ClientSettings.load(file);
        if (settings.isEmpty()) {
            return client.show(said(false), _ -> terminal.print("not signed in; nothing changed"));
        }
        try (var api = ApiClient.of(settings.get())) {
            settings.get().tokenId().ifPresent(id -> api.delete(ApiPath.of("me", "tokens", id)));
        } catch (CommandFailure e) {
            // signed out here in any case; the token on the server ends by itself
            terminal.remark("rollcall: the server did not hear it: " + e.line());
        } finally {
            delete(file);
        }
        return client.show(said(true), _ -> terminal.print("signed out"));
    }

    private static JsonNode said(boolean signedOut) {
        return Json.wire().createObjectNode().put("signedOut", signedOut);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.REFUSED, "cannot delete " + file);
        }
    }
}
