package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.browsers.Forced;
import dev.rollcall.agent.inventory.browsers.Places;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Registry;
import dev.rollcall.agent.platform.Registry.View;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * On Windows: the profiles of people by the registry's list, browsers in their AppData, and the
 * policies of the machine in the registry. Policies for single people are not looked at.
 *
 * @param environment variables of the environment, by name
 */
record WindowsPlaces(Registry registry, Function<String, Optional<String>> environment)
        implements Places {

    static final String PROFILES = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

    private static final int MAX_HOMES = 500;
    private static final int MAX_FILE = 512 * 1024;

    /** Accounts of the device, of a domain, or of Entra ID; the rest are services. */
    private static final Pattern PERSON = Pattern.compile("S-1-(?:5-21|12-1)-[0-9-]{1,80}");

    private static final Pattern VARIABLE = Pattern.compile("%([A-Za-z]{1,40})%(.*)");

    /** The values of a policy that is a list. */
    private static final List<String> NUMBERED =
            IntStream.rangeClosed(1, 100).mapToObj(String::valueOf).toList();

    @Override
    public List<Path> homes() throws IOException {
        var keys =
                registry.below(PROFILES, View.BITS_64, List.of("ProfileImagePath"))
                        .orElseThrow(() -> new IOException("the registry lists no profiles"));
        return keys.stream()
                .filter(key -> PERSON.matcher(key.name()).matches())
                .flatMap(key ->
                        Optional.ofNullable(key.values().get("ProfileImagePath"))
                                .flatMap(this::path)
                                .stream())
                .sorted()
                .distinct()
                .limit(MAX_HOMES)
                .toList();
    }

    /** On a disk of this device, and not above itself. */
    private Optional<Path> path(String text) {
        var variable = VARIABLE.matcher(text);
        var whole =
                variable.matches()
                        ? environment.apply(variable.group(1)).map(v -> v + variable.group(2))
                        : Optional.of(text);
        try {
            return whole.filter(path -> !path.startsWith("\\\\"))
                    .map(Path::of)
                    .filter(path -> path.isAbsolute() && path.equals(path.normalize()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> profiles(BrowserKind browser) {
        return switch (browser) {
            case FIREFOX ->
                    List.of(
                            "AppData/Roaming/Mozilla/Firefox/Profiles",
                            "AppData/Local/Packages/Mozilla.Firefox_n80bbvh6b1yt2/LocalCache"
                                    + "/Roaming/Mozilla/Firefox/Profiles");
            case CHROMIUM -> List.of("AppData/Local/Chromium/User Data");
            case CHROME ->
                    List.of(
                            "AppData/Local/Google/Chrome/User Data",
                            "AppData/Local/Google/Chrome Beta/User Data");
            case EDGE -> List.of("AppData/Local/Microsoft/Edge/User Data");
            case BRAVE -> List.of("AppData/Local/BraveSoftware/Brave-Browser/User Data");
        };
    }

    @Override
    public Set<String> forced(BrowserKind browser) {
        var maker =
                switch (browser) {
                    case FIREFOX -> "SOFTWARE\\Policies\\Mozilla";
                    case CHROMIUM -> "SOFTWARE\\Policies";
                    case CHROME -> "SOFTWARE\\Policies\\Google";
                    case EDGE -> "SOFTWARE\\Policies\\Microsoft";
                    case BRAVE -> "SOFTWARE\\Policies\\BraveSoftware";
                };
        var product =
                switch (browser) {
                    case FIREFOX -> "Firefox";
                    case CHROMIUM -> "Chromium";
                    case CHROME -> "Chrome";
                    case EDGE -> "Edge";
                    case BRAVE -> "Brave";
                };
        var ids = new HashSet<String>();
        for (var policy : policies(maker, product)) {
            ids.addAll(Forced.of(policy));
        }
        if (browser == BrowserKind.FIREFOX) {
            ids.addAll(Forced.of(firefoxFile()));
        }
        return ids;
    }

    /** The policy in the forms that the registry may have it in, each as if it were a file. */
    private List<JsonNode> policies(String maker, String product) {
        var found = new ArrayList<JsonNode>();
        var root = maker + "\\" + product;
        for (var key : below(root, NUMBERED)) {
            found.add(list(key, "ExtensionInstallForcelist", "ExtensionInstallForcelist"));
        }
        for (var key : below(root + "\\Extensions", NUMBERED)) {
            var policy = Json.wire().createObjectNode();
            policy.set("Extensions", list(key, "Locked", "Locked"));
            found.add(policy);
        }
        var settings = Json.wire().createObjectNode();
        for (var key : below(root + "\\ExtensionSettings", List.of("installation_mode"))) {
            settings.set(key.name(), Json.wire().valueToTree(key.values()));
        }
        found.add(Json.wire().createObjectNode().set("ExtensionSettings", settings));
        for (var key : below(maker, List.of("ExtensionSettings"))) {
            if (key.name().equalsIgnoreCase(product)) {
                found.add(
                        Json.wire()
                                .createObjectNode()
                                .set(
                                        "ExtensionSettings",
                                        json(key.values().getOrDefault("ExtensionSettings", ""))));
            }
        }
        return found;
    }

    private static JsonNode list(Registry.Key key, String name, String policy) {
        var node = Json.wire().createObjectNode();
        if (key.name().equalsIgnoreCase(name)) {
            node.set(policy, Json.wire().valueToTree(List.copyOf(key.values().values())));
        }
        return node;
    }

    private List<Registry.Key> below(String path, List<String> wanted) {
        try {
            return registry.below(path, View.BITS_64, wanted).orElse(List.of());
        } catch (IOException e) {
            return List.of(); // it may not be read
        }
    }

    private JsonNode firefoxFile() {
        try {
            var programs = environment.apply("ProgramFiles").map(Path::of);
            var text =
                    programs.isPresent()
                            ? DeviceFiles.below(programs.get())
                                    .bytes("/Mozilla Firefox/distribution/policies.json", MAX_FILE)
                            : Optional.<byte[]>empty();
            return text.map(bytes -> Json.wire().readTree(bytes).path("policies"))
                    .orElseGet(() -> Json.wire().missingNode());
        } catch (IOException | InvalidPathException | JacksonException e) {
            return Json.wire().missingNode(); // Firefox does not understand it either
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.wire().readTree(text);
        } catch (JacksonException e) {
            return Json.wire().missingNode(); // none, or the browser does not understand it either
        }
    }
}
