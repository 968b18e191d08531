package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.inventory.browsers.Tally.Found;
import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.UntrustedFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The extensions of Chromium and its kin: a folder for each, and in it one for each version. */
final class ChromiumProfiles {

    private static final Pattern ID = Pattern.compile("[a-p]{32}");
    private static final Pattern VERSION = Pattern.compile("\\d{1,9}(\\.\\d{1,9}){0,3}_\\d{1,4}");
    private static final Pattern MESSAGE = Pattern.compile("__MSG_([A-Za-z0-9_@]{1,100})__");
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(_[A-Za-z0-9]{2,4}){0,2}");
    private static final int MAX_PROFILES = 100;
    private static final int MAX_EXTENSIONS = 500;
    private static final int MAX_VERSIONS = 50;
    private static final int MAX_MANIFEST = 512 * 1024;
    private static final int MAX_MESSAGES = 2 * 1024 * 1024;

    private ChromiumProfiles() {}

    static void count(UntrustedFolder browser, Tally tally) {
        int profiles = 0;
        for (var name : browser.names(1_000)) {
            var opened = browser.folder(name + "/Extensions");
            if (opened.isPresent()) {
                try (var extensions = opened.get()) {
                    if (profiles++ < MAX_PROFILES) {
                        tally.profile(extensions(extensions, tally));
                    }
                }
            }
        }
    }

    private static List<Found> extensions(UntrustedFolder folder, Tally tally) {
        var found = new ArrayList<Found>();
        for (var id : folder.names(MAX_EXTENSIONS)) {
            if (ID.matcher(id).matches()) {
                var opened = folder.folder(id);
                if (opened.isPresent()) {
                    try (var versions = opened.get()) {
                        newest(versions.names(MAX_VERSIONS))
                                .flatMap(version -> extension(versions, id, version, tally))
                                .ifPresent(found::add);
                    }
                }
            }
        }
        return found;
    }

    /** An update leaves the folder of the version before, until the browser starts anew. */
    private static Optional<String> newest(List<String> versions) {
        return versions.stream()
                .filter(version -> VERSION.matcher(version).matches())
                .max(Comparator.comparing(ChromiumProfiles::numbers, Arrays::compare));
    }

    private static long[] numbers(String version) {
        return Arrays.stream(version.split("[._]")).mapToLong(Long::parseLong).toArray();
    }

    private static Optional<Found> extension(
            UntrustedFolder versions, String id, String version, Tally tally) {
        var opened = versions.folder(version);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (var folder = opened.get()) {
            var manifest = folder.file("manifest.json", MAX_MANIFEST);
            if (manifest.isEmpty()) {
                return Optional.empty(); // on its way in or out
            }
            var texts =
                    ExtensionJson.object(
                            manifest.get(),
                            parser ->
                                    ExtensionJson.texts(
                                            parser, Set.of("name", "version", "default_locale")));
            return Optional.of(
                    new Found(
                            id,
                            name(folder, texts).flatMap(Clean::text),
                            Optional.ofNullable(texts.get("version")).flatMap(Clean::text)));
        } catch (IOException e) {
            tally.unreadableFile();
            return Optional.empty();
        }
    }

    /** As it stands in the manifest, or in the translation that the manifest calls the first. */
    private static Optional<String> name(UntrustedFolder extension, Map<String, String> manifest) {
        var name = Optional.ofNullable(manifest.get("name"));
        var message = MESSAGE.matcher(name.orElse(""));
        var locale = manifest.getOrDefault("default_locale", "");
        if (!message.matches()) {
            return name;
        }
        if (!LOCALE.matcher(locale).matches()) {
            return Optional.empty();
        }
        var opened = extension.folder("_locales/" + locale);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (var folder = opened.get()) {
            var messages = folder.file("messages.json", MAX_MESSAGES);
            return messages.isEmpty()
                    ? Optional.empty()
                    : ExtensionJson.object(
                            messages.get(),
                            parser -> ExtensionJson.message(parser, message.group(1)));
        } catch (IOException e) {
            return Optional.empty(); // its id says which it is
        }
    }
}
