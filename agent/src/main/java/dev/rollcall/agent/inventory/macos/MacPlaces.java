package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.browsers.Forced;
import dev.rollcall.agent.inventory.browsers.Places;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;

/**
 * Where browsers keep things on macOS. What extensions Safari has is said in no file that is
 * documented, and only to who is signed in.
 */
record MacPlaces(DeviceFiles files) implements Places {

    private static final String SUPPORT = "Library/Application Support/";

    private static final Map<BrowserKind, List<String>> FOLDERS =
            Map.of(
                    BrowserKind.FIREFOX,
                    List.of(SUPPORT + "Firefox/Profiles"),
                    BrowserKind.CHROMIUM,
                    List.of(SUPPORT + "Chromium"),
                    BrowserKind.CHROME,
                    List.of(SUPPORT + "Google/Chrome", SUPPORT + "Google/Chrome Beta"),
                    BrowserKind.EDGE,
                    List.of(SUPPORT + "Microsoft Edge"),
                    BrowserKind.BRAVE,
                    List.of(SUPPORT + "BraveSoftware/Brave-Browser"));

    private static final String USERS = "/Users";
    private static final int MAX_HOMES = 500;
    private static final int MAX_FILE = 512 * 1024;
    private static final String FIREFOX =
            "/Applications/Firefox.app/Contents/Resources/distribution/policies.json";

    @Override
    public List<String> profiles(BrowserKind browser) {
        return FOLDERS.getOrDefault(browser, List.of());
    }

    /** All in /Users but what is shared, which is nobody's home. */
    @Override
    public List<Path> homes() {
        try {
            return files.names(USERS).stream()
                    .filter(name -> !name.startsWith(".") && !name.equals("Shared"))
                    .map(name -> files.at(USERS + "/" + name))
                    .filter(home -> Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS))
                    .limit(MAX_HOMES)
                    .toList();
        } catch (IOException e) {
            return List.of(); // it may not be read, or has no end
        }
    }

    @Override
    public Set<String> forced(BrowserKind kind) {
        var ids = new HashSet<String>();
        for (var policy : ManagedPreferences.ofAll(files, domain(kind))) {
            ids.addAll(Forced.of(policy.node()));
        }
        if (kind == BrowserKind.FIREFOX) {
            ids.addAll(ofFirefox());
        }
        return ids;
    }

    private static String domain(BrowserKind kind) {
        return switch (kind) {
            case FIREFOX -> "org.mozilla.firefox";
            case CHROMIUM -> "org.chromium.Chromium";
            case CHROME -> "com.google.Chrome";
            case EDGE -> "com.microsoft.Edge";
            case BRAVE -> "com.brave.Browser";
        };
    }

    private Set<String> ofFirefox() {
        try {
            var text = files.bytes(FIREFOX, MAX_FILE);
            return text.isEmpty()
                    ? Set.of()
                    : Forced.of(Json.wire().readTree(text.get()).path("policies"));
        } catch (IOException | JacksonException e) {
            return Set.of(); // the browser does not understand it either
        }
    }
}
