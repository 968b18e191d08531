package dev.rollcall.server.cli;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Secrets;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall person}. */
@Command(
        name = "person",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The people who may sign in.")
final class PersonCommands {

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a person, who may do nothing until a role is granted.",
            footerHeading = "%nExample:%n",
            footer = {
                "  rollcall person add sam --name 'Sam Lee'",
                "  rollcall grant add sam technician --unit lincoln"
            })
    int add(
            @Mixin Client client,
            @Parameters(paramLabel = "LOGIN") String login,
            @Option(names = "--name", required = true, paramLabel = "NAME") String name,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "Else asked for, or made and shown once.")
                    Optional<Path> passwordFile) {
        var given = given(client, login, passwordFile);
        var password = given.orElseGet(() -> Secrets.made(new SecureRandom()));
        return client.ask(api -> {
            var made =
                    api.post(
                            client.inDistrict("people"),
                            Map.of(
                                    "login", login,
                                    "displayName", name,
                                    "password", password.revealText()));
            return client.show(
                    made,
                    p -> {
                        client.terminal().print(SafeText.line(Words.at(p, "login")) + " added");
                        tellOnce(client, given, password);
                    });
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Counts and lists the people of a district.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall person list")
    int list(@Mixin Client client) {
        return client.ask(api ->
                client.show(
                        Pages.document(
                                Pages.items(api, client.inDistrict("people"), Integer.MAX_VALUE)),
                        page -> print(client.terminal(), page)));
    }

    static void print(Terminal terminal, JsonNode page) {
        var table = new Table("LOGIN", "NAME", "SINCE", "STATUS");
        int disabled = 0;
        for (var person : page.path("items")) {
            var off = person.path("disabledAt").isString();
            disabled += off ? 1 : 0;
            table.row(
                    Words.at(person, "login"),
                    Words.at(person, "displayName"),
                    Words.instant(person, "createdAt")
                            .map(t -> Times.minute(t, terminal.zone()))
                            .orElse(Words.ABSENT),
                    off ? "disabled" : "active");
        }
        terminal.print(
                "people "
                        + page.path("items").size()
                        + (disabled > 0 ? " · disabled " + disabled : ""));
        if (!table.isEmpty()) {
            terminal.print(table);
        }
    }

    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            description = "Lets a person sign in no more; their API tokens stop working.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall person disable sam")
    int disable(@Mixin Client client, @Parameters(paramLabel = "LOGIN") String login) {
        return client.ask(api -> {
            var answer =
                    api.post(
                            client.inDistrict("people", id(api, client, login), "disable"),
                            Map.of());
            return client.show(
                    answer, a -> client.terminal().print(SafeText.line(login) + " is disabled"));
        });
    }

    @Command(
            name = "enable",
            mixinStandardHelpOptions = true,
            description = "Lets a disabled person sign in again.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall person enable sam")
    int enable(@Mixin Client client, @Parameters(paramLabel = "LOGIN") String login) {
        return client.ask(api -> {
            var answer =
                    api.post(
                            client.inDistrict("people", id(api, client, login), "enable"),
                            Map.of());
            return client.show(
                    answer, a -> client.terminal().print(SafeText.line(login) + " is enabled"));
        });
    }

    @Command(
            name = "password",
            mixinStandardHelpOptions = true,
            description =
                    "Sets a new password; whoever is signed in with the old one is signed out.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall person password sam")
    int password(
            @Mixin Client client,
            @Parameters(paramLabel = "LOGIN") String login,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "Else asked for, or made and shown once.")
                    Optional<Path> passwordFile) {
        var given = given(client, login, passwordFile);
        var password = given.orElseGet(() -> Secrets.made(new SecureRandom()));
        return client.ask(api -> {
            var answer =
                    api.put(
                            client.inDistrict("people", id(api, client, login), "password"),
                            Map.of("password", password.revealText()));
            return client.show(
                    answer,
                    a -> {
                        client.terminal().print(SafeText.line(login) + " has a new password");
                        tellOnce(client, given, password);
                    });
        });
    }

    private static Optional<Secret> given(Client client, String login, Optional<Path> file) {
        if (file.isEmpty() && client.json) {
            throw new CommandFailure(
                    ExitCode.USAGE, "give --password-file: with --json no password is shown");
        }
        return file.map(Secrets::read)
                .or(() ->
                        Secrets.typedTwice(
                                client.terminal(),
                                "Password for " + SafeText.line(login) + " (empty: make one)"))
                .filter(secret -> !secret.isEmpty());
    }

    private static void tellOnce(Client client, Optional<Secret> given, Secret password) {
        if (given.isEmpty()) {
            client.terminal().print("password " + password.revealText() + "  (shown this once)");
        }
    }

    private static String id(ApiClient api, Client client, String login) {
        var wanted = login.strip().toLowerCase(Locale.ROOT);
        return Pages.items(api, client.inDistrict("people"), Integer.MAX_VALUE).stream()
                .filter(person -> Words.at(person, "login").equals(wanted))
                .map(person -> Words.at(person, "id"))
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.REFUSED,
                                "nobody in " + client.districtSlug() + " has the login " + login));
    }
}
