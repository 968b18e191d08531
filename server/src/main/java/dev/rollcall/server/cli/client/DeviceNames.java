package dev.rollcall.server.cli.client;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Words;

/** What people call a device by: its id, its hostname or its serial. */
public final class DeviceNames {

    private DeviceNames() {}

    /** The one device that somebody means. */
    public static String id(ApiClient api, Client client, String device) {
        if (isId(device)) {
            return device;
        }
        var quoted = "\"" + device.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        var found =
                Pages.items(
                        api,
                        client.inDistrict("devices")
                                .with(
                                        "query",
                                        (Object)
                                                "hostname:%s or serial:%s"
                                                        .formatted(quoted, quoted)),
                        200);
        var same = found.stream().filter(d -> d.path("answer").asString("").equals("yes")).toList();
        if (same.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "no device has the hostname or serial " + device);
        }
        if (same.size() > 1) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    same.size()
                            + " devices are called "
                            + device
                            + "; name one by its id: "
                            + String.join(
                                    ", ",
                                    same.stream().limit(5).map(d -> Words.at(d, "id")).toList()));
        }
        return Words.at(same.getFirst(), "id");
    }

    public static boolean isId(String text) {
        try {
            DeviceId.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            // a name then
            return false;
        }
    }
}
