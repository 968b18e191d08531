package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Lengths;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Says that one device is expected, or all that a query selects. */
final class PermitCommand {

    private PermitCommand() {}

    static int give(
            Client client, String which, String purpose, Optional<String> length, boolean yes) {
        return client.ask(api -> {
            var body = new LinkedHashMap<String, Object>();
            body.put("purpose", purpose);
            length.map(Lengths::parse).ifPresent(l -> body.put("validFor", l.toString()));
            if (isQuery(which)) {
                body.put("query", which);
                body.put("expected", counted(client, api, which, yes));
            } else {
                body.put("device", DeviceNames.id(api, client, which));
            }
            return client.show(
                    api.post(client.inDistrict("permits"), body),
                    made ->
                            client.terminal()
                                    .print(
                                            "%s expected until %s"
                                                    .formatted(
                                                            Words.at(made, "count"),
                                                            Words.instant(made, "validUntil")
                                                                    .map(t ->
                                                                            Times.minute(
                                                                                    t,
                                                                                    client.terminal()
                                                                                            .zone()))
                                                                    .orElse(Words.ABSENT))));
        });
    }

    /** Names of devices have none of this. */
    private static boolean isQuery(String which) {
        return which.matches("(?s).*[:<>=\\s].*");
    }

    private static long counted(Client client, ApiClient api, String query, boolean yes) {
        var counts = api.get(client.inDistrict("devices", "count").with("query", (Object) query));
        var line = Words.counts(counts);
        var terminal = client.terminal();
        terminal.remark(line);
        if (!yes && !terminal.interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE, line + "; give --yes: nobody is here to confirm");
        }
        if (!yes && !terminal.confirm("Expect them?")) {
            throw new CommandFailure(ExitCode.REFUSED, "not confirmed; no permit was given");
        }
        return counts.path("matched").asLong(0);
    }
}
