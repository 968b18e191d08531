package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall login}. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Signs in to a server and remembers it.",
            "The first time it shows the fingerprint of the server's certificate authority and asks"
                    + " whether it is the one that 'rollcall init' printed; later it accepts no other."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall login https://rollcall.example.org:8443 --user kim",
            "  rollcall login https://localhost:8443 --user kim --password-file p --ca-fingerprint 3a:…"
        })
public final class LoginCommand implements Callable<Integer> {

    @Mixin Client client;

    @Parameters(paramLabel = "SERVER", description = "https://HOST:PORT")
    String server = "";

    @Option(names = "--user", required = true, paramLabel = "LOGIN")
    String login = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "First line is the password; asked for if left out.")
    Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--ca-fingerprint",
            paramLabel = "HEX",
            description = "SHA-256 of the certificate authority, colons allowed.")
    Optional<String> fingerprint = Optional.empty();

    public LoginCommand(Terminal terminal) {
        this.client = new Client(terminal);
    }

    @Override
    public Integer call() {
        var terminal = client.terminal();
        var address = address(server);
        var pin =
                fingerprint.map(LoginCommand::digest).orElseGet(() -> confirmed(terminal, address));
        var password =
                passwordFile.map(LoginCommand::firstLine).orElseGet(() -> asked(terminal, login));
        try (var api = new ApiClient(address, pin, Optional.empty())) {
            var signedIn =
                    api.post(
                            ApiPath.of("sign-in"),
                            Map.of("login", login, "password", password.revealText()));
            var settings =
                    new ClientSettings(
                            address,
                            pin,
                            signedIn.path("token").asString(),
                            Optional.of(signedIn.path("id").asString()),
                            login,
                            client.district);
            var kept = withDistrict(settings);
            kept.save(ClientSettings.file(terminal));
            var until = Instant.parse(signedIn.path("expiresAt").asString());
            return client.show(
                    said(kept, until),
                    _ ->
                            terminal.print(
                                    "signed in as %s until %s"
                                            .formatted(
                                                    SafeText.line(login),
                                                    Times.minute(until, terminal.zone()))));
        } finally {
            password.erase();
        }
    }

    /** All but the token, which stays in its file. */
    private static JsonNode said(ClientSettings settings, Instant until) {
        var said =
                Json.wire()
                        .createObjectNode()
                        .put("signedIn", true)
                        .put("login", settings.login())
                        .put("server", settings.server().toString())
                        .put("expiresAt", until.toString());
        settings.district().ifPresent(district -> said.put("district", district));
        return said;
    }

    /** Where there is one district only, nobody has to name it. */
    private static ClientSettings withDistrict(ClientSettings settings) {
        if (settings.district().isPresent()) {
            return settings;
        }
        try (var api = ApiClient.of(settings)) {
            var districts =
                    Pages.items(api, ApiPath.of("districts"), Integer.MAX_VALUE).stream()
                            .filter(d -> d.path("kind").asString("").equals("district"))
                            .map(d -> d.path("slug").asString())
                            .toList();
            return districts.size() == 1 ? settings.in(districts.getFirst()) : settings;
        }
    }

    private static URI address(String server) {
        try {
            var address = URI.create(server.contains("://") ? server : "https://" + server);
            if ("https".equals(address.getScheme()) && address.getHost() != null) {
                return URI.create("https://" + address.getAuthority() + "/");
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new CommandFailure(
                ExitCode.USAGE, "not a server: " + server + "; write https://HOST:PORT");
    }

    private static Digest digest(String text) {
        try {
            return new Digest(text.replace(":", "").strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--ca-fingerprint: 64 hexadecimal digits expected, colons allowed");
        }
    }

    private static Digest confirmed(Terminal terminal, URI server) {
        var known =
                ClientSettings.load(ClientSettings.file(terminal))
                        .filter(settings -> settings.server().equals(server));
        if (known.isPresent()) {
            return known.get().caFingerprint();
        }
        if (!terminal.interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "give --ca-fingerprint: nobody is here to confirm the server's certificate authority");
        }
        var shown = shown(server);
        terminal.remark("The server's certificate authority has the SHA-256 fingerprint");
        terminal.remark("  " + HexFormat.ofDelimiter(":").formatHex(shown.toBytes()));
        if (!terminal.confirm("Is it the one that 'rollcall init' printed?")) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "not confirmed; nothing was sent to the server");
        }
        return shown;
    }

    private static Digest shown(URI server) {
        try {
            return PinnedTrust.shownBy(server);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE, "cannot reach " + server + ": " + e.getMessage());
        }
    }

    private static Secret firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return Secret.ofText(lines.findFirst().orElse(""));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + file);
        }
    }

    private static Secret asked(Terminal terminal, String login) {
        return terminal.askSecret("Password of " + SafeText.line(login) + ":")
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "give --password-file: nobody is here to type one"));
    }
}
