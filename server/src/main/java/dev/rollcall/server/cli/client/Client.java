package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What every command that asks a server has in common. */
public final class Client {

    @Option(
            names = "--json",
            description = "Print what the API answered, as JSON with times in UTC.")
    public boolean json;

    @Option(
            names = "--district",
            paramLabel = "SLUG",
            description = "District that the command is about; the one of the sign-in if left out.")
    Optional<String> district = Optional.empty();

    private final Terminal terminal;

    public Client(Terminal terminal) {
        this.terminal = terminal;
    }

    public Terminal terminal() {
        return terminal;
    }

    ClientSettings settings() {
        return ClientSettings.load(ClientSettings.file(terminal))
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.NOT_ALLOWED,
                                "Not signed in. Sign in with: rollcall login SERVER"));
    }

    public String districtSlug() {
        return district.or(() -> settings().district())
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE, "Which district? Name it with --district SLUG."));
    }

    /** Below the district that the command is about. */
    public ApiPath inDistrict(String... segments) {
        var all = new String[segments.length + 2];
        all[0] = "districts";
        all[1] = districtSlug();
        System.arraycopy(segments, 0, all, 2, segments.length);
        return ApiPath.of(all);
    }

    public <T> T ask(Function<ApiClient, T> question) {
        try (var api = ApiClient.of(settings())) {
            return question.apply(api);
        }
    }

    /** Prints the answer as it is for {@code --json}, else in words. */
    public int show(JsonNode answer, Consumer<JsonNode> words) {
        if (json) {
            terminal.print(Json.wire().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            words.accept(answer);
        }
        return ExitCode.OK.number();
    }
}
