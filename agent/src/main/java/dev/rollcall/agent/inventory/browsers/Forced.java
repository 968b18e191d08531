package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Which extensions a policy of the device installs, whoever wrote it. */
public final class Forced {

    private static final int MAX_FILE = 512 * 1024;
    private static final int MAX_FILES = 200;
    private static final Set<String> INSTALLING = Set.of("force_installed", "normal_installed");
    private static final List<String> FIREFOX =
            List.of(
                    "/etc/firefox/policies/policies.json",
                    "/usr/lib/firefox/distribution/policies.json",
                    "/usr/lib64/firefox/distribution/policies.json",
                    "/usr/lib/firefox-esr/distribution/policies.json",
                    "/usr/share/firefox-esr/distribution/policies.json");

    private Forced() {}

    /** Their ids; none where no policy can be read. */
    static Set<String> by(DeviceFiles files, BrowserKind browser) {
        var ids = new HashSet<String>();
        for (var path : policies(files, browser)) {
            try {
                var text = files.bytes(path, MAX_FILE);
                if (text.isPresent()) {
                    var policy = Json.wire().readTree(text.get());
                    ids.addAll(
                            of(browser == BrowserKind.FIREFOX ? policy.path("policies") : policy));
                }
            } catch (IOException | JacksonException e) {
                // the browser does not understand it either
            }
        }
        return ids;
    }

    /** Those that one policy installs, as Chromium or Firefox has it. */
    public static Set<String> of(JsonNode policy) {
        var ids = new HashSet<String>();
        for (var entry : policy.path("ExtensionInstallForcelist")) {
            if (entry.isString()) {
                ids.add(entry.stringValue().split(";", 2)[0]);
            }
        }
        for (var entry : policy.path("ExtensionSettings").properties()) {
            var mode = entry.getValue().path("installation_mode");
            if (mode.isString() && INSTALLING.contains(mode.stringValue())) {
                ids.add(entry.getKey());
            }
        }
        for (var entry : policy.path("Extensions").path("Locked")) {
            if (entry.isString()) {
                ids.add(entry.stringValue());
            }
        }
        return ids;
    }

    private static List<String> policies(DeviceFiles files, BrowserKind browser) {
        return switch (browser) {
            case FIREFOX -> FIREFOX;
            case CHROMIUM ->
                    in(
                            files,
                            "/etc/chromium/policies/managed",
                            "/etc/chromium-browser/policies/managed",
                            "/var/snap/chromium/current/policies/managed");
            case CHROME -> in(files, "/etc/opt/chrome/policies/managed");
            case EDGE -> in(files, "/etc/opt/edge/policies/managed");
            case BRAVE -> in(files, "/etc/brave/policies/managed");
        };
    }

    private static List<String> in(DeviceFiles files, String... folders) {
        var paths = new ArrayList<String>();
        for (var folder : folders) {
            try {
                files.names(folder).stream()
                        .filter(name -> name.endsWith(".json"))
                        .limit(MAX_FILES)
                        .forEach(name -> paths.add(folder + "/" + name));
            } catch (IOException e) {
                // it may not be read, or has no end
            }
        }
        return paths;
    }
}
