package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.Lengths;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What became different, a line each. */
final class ChangeLines {

    private ChangeLines() {}

    /**
     * An instant, or how long ago it was.
     *
     * @param text such as 2026-10-01, 2026-10-01T08:00:00Z or 7d
     */
    static Instant instant(Terminal terminal, String text) {
        return text.matches("[0-9]+[a-z]")
                ? terminal.clock().instant().minus(Lengths.parse(text))
                : Instants.parse(text, terminal.zone());
    }

    static Optional<Instant> instant(Terminal terminal, Optional<String> text) {
        return text.map(t -> instant(terminal, t));
    }

    /** The feed at this path, the latest first. */
    static int feed(Client client, ApiClient api, ApiPath path, int limit) {
        var items = Pages.items(api, path, limit);
        return client.show(
                Pages.document(items),
                page -> print(client.terminal(), page, items.size() == limit));
    }

    private static void print(Terminal terminal, JsonNode page, boolean more) {
        var table = new Table("WHEN", "DEVICE", "WHAT");
        for (var item : page.path("items")) {
            table.row(
                    Words.instant(item, "at")
                            .map(at -> Times.minute(at, terminal.zone()))
                            .orElse(Words.ABSENT),
                    Words.at(item, "device", "name"),
                    Words.at(item, "change", "sentence"));
        }
        if (table.isEmpty()) {
            terminal.print("nothing changed");
            return;
        }
        terminal.print(table);
        if (more) {
            terminal.print("… and maybe more; raise --limit to see them");
        }
    }

    /** What differs between two instants, by section. */
    static void differences(Terminal terminal, JsonNode found) {
        var changes = found.path("changes");
        terminal.print(
                "between %s and %s: %s"
                        .formatted(
                                minute(terminal, found, "from"),
                                minute(terminal, found, "to"),
                                changes.isEmpty()
                                        ? "nothing differs"
                                        : changes.size()
                                                + (changes.size() == 1
                                                        ? " difference"
                                                        : " differences")));
        for (var change : changes) {
            terminal.print("  " + SafeText.line(Words.at(change, "sentence")));
        }
    }

    private static String minute(Terminal terminal, JsonNode found, String name) {
        return Words.instant(found, name)
                .map(at -> Times.minute(at, terminal.zone()))
                .orElse(Words.ABSENT);
    }
}
