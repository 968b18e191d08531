package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Lengths;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollcall token}. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Enrollment tokens: what lets a new device in.")
final class TokenCommands {

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a token; its secret is shown this once.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall token create --unit lincoln",
                "  rollcall token create --unit lab-204 --uses 30 --expires 7d --note 'new lab' -o token",
                "  rollcall token create --unit lab-204 --uses 30 --serials note.csv --addresses 10.4.0.0/16",
                "",
                "A token with one use lets its device in at once. One with more does so only with both",
                "--serials and --addresses, and where both match; all others wait: 'rollcall review'."
            })
    int create(
            @Mixin Client client,
            @Option(
                            names = "--unit",
                            paramLabel = "SLUG",
                            description = "Where devices begin; the district if left out.")
                    Optional<String> unit,
            @Option(names = "--uses", paramLabel = "N", description = "One if left out.")
                    Optional<Integer> uses,
            @Option(names = "--expires", paramLabel = "LENGTH", description = "7d if left out.")
                    Optional<String> expires,
            @Option(names = "--note", paramLabel = "TEXT") Optional<String> note,
            @Option(
                            names = "--serials",
                            paramLabel = "FILE.csv",
                            description = "For these alone: the column 'serial', or the first.")
                    Optional<Path> serials,
            @Option(
                            names = "--addresses",
                            paramLabel = "RANGE",
                            split = ",",
                            description = "From there alone, such as 10.4.0.0/16,2001:db8:4::/48.")
                    @Nullable List<String> addresses,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Write the secret there, readable by you only.")
                    Optional<Path> output) {
        var body = new LinkedHashMap<String, Object>();
        unit.ifPresent(u -> body.put("unit", u));
        uses.ifPresent(u -> body.put("uses", u));
        expires.map(Lengths::parse).ifPresent(e -> body.put("validFor", e.toString()));
        note.ifPresent(n -> body.put("note", n));
        serials.map(SerialFile::read).ifPresent(s -> body.put("serials", s));
        if (addresses != null) {
            body.put("addresses", addresses);
        }
        output.filter(Files::exists).ifPresent(TokenCommands::exists);
        return client.ask(api -> {
            var made = api.post(client.inDistrict("tokens"), body);
            output.ifPresent(file -> write(file, made.path("secret").asString("")));
            var shown = output.isPresent() ? without(made, "secret") : made;
            return client.show(shown, m -> print(client.terminal(), m, output));
        });
    }

    /** What a file was asked for is not on the screen, too. */
    private static JsonNode without(JsonNode made, String field) {
        return made.deepCopy() instanceof ObjectNode copy ? copy.without(field) : made;
    }

    static void print(Terminal terminal, JsonNode made, Optional<Path> output) {
        terminal.print(
                output.map(file -> "token           in " + file)
                        .orElseGet(() ->
                                "token           "
                                        + SafeText.line(Words.at(made, "secret"))
                                        + "  (shown this once)"));
        terminal.print("good for        " + Words.at(made, "token", "uses") + " uses");
        bound(made.path("token")).ifPresent(b -> terminal.print("bound to        " + b));
        terminal.print(
                "until           "
                        + Words.instant(made, "token", "expiresAt")
                                .map(t -> Times.minute(t, terminal.zone()))
                                .orElse(Words.ABSENT));
        terminal.print("id              " + Words.at(made, "token", "id"));
        terminal.print("CA fingerprint  " + SafeText.line(Words.at(made, "caFingerprint")));
    }

    private static Optional<String> bound(JsonNode token) {
        var parts = new ArrayList<String>();
        if (token.path("serials").asInt(0) > 0) {
            parts.add(token.path("serials").asInt() + " serials");
        }
        token.path("addresses").forEach(range -> parts.add(range.asString("")));
        return Optional.of(SafeText.line(String.join(", ", parts))).filter(b -> !b.isEmpty());
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Counts and lists tokens; never their secrets.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall token list")
    int list(@Mixin Client client) {
        return client.ask(api ->
                client.show(
                        Pages.document(
                                Pages.items(api, client.inDistrict("tokens"), Integer.MAX_VALUE)),
                        page -> print(client.terminal(), page, Slugs.of(api, client))));
    }

    static void print(Terminal terminal, JsonNode page, Slugs slugs) {
        var states = new TreeMap<String, Integer>();
        var table = new Table("ID", "UNIT", "STATE", "USED", "UNTIL", "BOUND TO", "NOTE");
        for (var token : page.path("items")) {
            states.merge(Words.at(token, "state"), 1, Integer::sum);
            table.row(
                    Words.at(token, "id"),
                    slugs.of(Words.at(token, "unit")),
                    Words.at(token, "state"),
                    Words.at(token, "used") + " of " + Words.at(token, "uses"),
                    Words.instant(token, "expiresAt")
                            .map(t -> Times.minute(t, terminal.zone()))
                            .orElse(Words.ABSENT),
                    bound(token).orElse(Words.ABSENT),
                    Words.at(token, "note"));
        }
        var counts = new StringBuilder("tokens " + page.path("items").size());
        states.forEach((state, n) -> counts.append(" · ").append(state).append(' ').append(n));
        terminal.print(SafeText.line(counts.toString()));
        if (!table.isEmpty()) {
            terminal.print(table);
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Lets a token enroll no more devices; those it enrolled stay.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall token revoke 01997a9e-3c1e-7000-8000-000000000001")
    int revoke(
            @Mixin Client client,
            @Parameters(paramLabel = "ID", description = "As 'token list' shows it.") String id) {
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("tokens", id, "revoke"), Map.of()),
                        token ->
                                client.terminal()
                                        .print(
                                                "revoked; it was used %s of %s times"
                                                        .formatted(
                                                                Words.at(token, "used"),
                                                                Words.at(token, "uses")))));
    }

    private static void exists(Path file) {
        throw new CommandFailure(ExitCode.USAGE, file + " exists already; nothing was made");
    }

    private static void write(Path file, String secret) {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly)) {
            channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "the token was made, but cannot be written to " + file + "; revoke it");
        }
    }
}
