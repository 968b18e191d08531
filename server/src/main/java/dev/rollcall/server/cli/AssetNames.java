package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Words;
import java.util.stream.Collectors;

/** What people call a thing by: its tag, its serial or its id. */
final class AssetNames {

    private AssetNames() {}

    /** The one asset that somebody means. */
    static String id(ApiClient api, Client client, String asset) {
        if (DeviceNames.isId(asset)) {
            return asset;
        }
        var found = Pages.items(api, client.inDistrict("assets").with("name", (Object) asset), 200);
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.REFUSED, "no asset has the tag or serial " + asset);
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    found.size()
                            + " assets have the tag or serial "
                            + asset
                            + "; name one by its id: "
                            + found.stream()
                                    .limit(5)
                                    .map(a -> Words.at(a, "id"))
                                    .collect(Collectors.joining(", ")));
        }
        return Words.at(found.getFirst(), "id");
    }
}
