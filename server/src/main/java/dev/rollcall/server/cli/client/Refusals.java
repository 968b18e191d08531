package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns a problem document into the one line and the exit code for it. */
final class Refusals {

    private static final int MOST_BYTES = 64 * 1024;

    private Refusals() {}

    static CommandFailure of(HttpResponse<InputStream> response) {
        return of(response.statusCode(), read(response));
    }

    static CommandFailure of(int status, JsonNode problem) {
        var code = problem.path("code").asString("");
        var detail = problem.path("detail").asString("the server answered " + status);
        return new CommandFailure(
                exitCode(status, code), SafeText.line(detail) + hint(status, code));
    }

    private static ExitCode exitCode(int status, String code) {
        if (code.equals("invalid-query")) {
            return ExitCode.USAGE;
        }
        return status == 401 || status == 403 ? ExitCode.NOT_ALLOWED : ExitCode.REFUSED;
    }

    private static String hint(int status, String code) {
        if (status == 401 && !code.equals("sign-in-failed")) {
            return " Sign in with: rollcall login SERVER";
        }
        return "";
    }

    private static JsonNode read(HttpResponse<InputStream> response) {
        try (var body = response.body()) {
            return Json.wire().readTree(body.readNBytes(MOST_BYTES));
        } catch (IOException | JacksonException e) {
            // not a problem document: the status is all there is to say
            return Json.wire().createObjectNode();
        }
    }
}
