package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.inventory.browsers.Tally.Found;
import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.UntrustedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The extensions of Firefox: a file in each profile has them all. */
final class FirefoxProfiles {

    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
    private static final int MAX_PROFILES = 100;
    private static final int MAX_EXTENSIONS = 500;
    private static final int MAX_FILE = 16 * 1024 * 1024;

    /** What Firefox brings along itself lies elsewhere. */
    private static final Set<String> ADDED =
            Set.of("app-profile", "app-global", "app-system-share", "app-system-user");

    private FirefoxProfiles() {}

    static void count(UntrustedFolder browser, Tally tally) {
        int profiles = 0;
        for (var name : browser.names(1_000)) {
            var opened = browser.folder(name);
            if (opened.isPresent()) {
                try (var profile = opened.get()) {
                    var file = profile.file("extensions.json", MAX_FILE);
                    if (file.isPresent() && profiles++ < MAX_PROFILES) {
                        profile(file.get(), tally);
                    }
                }
            }
        }
    }

    private static void profile(InputStream file, Tally tally) {
        try {
            tally.profile(ExtensionJson.object(file, FirefoxProfiles::addons));
        } catch (IOException e) {
            tally.unreadableFile();
        }
    }

    private static List<Found> addons(JsonParser parser) {
        var found = new ArrayList<Found>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean addons = parser.currentName().equals("addons");
            if (parser.nextToken() == JsonToken.START_ARRAY && addons) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    addon(parser).filter(_ -> found.size() < MAX_EXTENSIONS).ifPresent(found::add);
                }
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static Optional<Found> addon(JsonParser parser) {
        String id = "";
        String type = "";
        String location = "";
        var version = Optional.<String>empty();
        var name = Optional.<String>empty();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var member = parser.currentName();
            var value = parser.nextToken();
            if (member.equals("defaultLocale") && value == JsonToken.START_OBJECT) {
                name = Optional.ofNullable(ExtensionJson.texts(parser, Set.of("name")).get("name"));
            } else if (value == JsonToken.VALUE_STRING) {
                switch (member) {
                    case "id" -> id = parser.getString();
                    case "type" -> type = parser.getString();
                    case "location" -> location = parser.getString();
                    case "version" -> version = Optional.of(parser.getString());
                    default -> {}
                }
            } else {
                parser.skipChildren();
            }
        }
        boolean added =
                type.equals("extension") && ADDED.contains(location) && ID.matcher(id).matches();
        return added
                ? Optional.of(
                        new Found(id, name.flatMap(Clean::text), version.flatMap(Clean::text)))
                : Optional.empty();
    }
}
