package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.updates.NamedUpdates;
import dev.rollcall.agent.inventory.updates.RefreshDay;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says what softwareupdate(8) found when it last looked. Apple seldom says what an update is about:
 * only one that is called a response to a hole is known to be.
 */
final class UpdatesReader {

    /** With --no-scan, nothing is asked of any server. */
    static final String[] LIST = {"softwareupdate", "--list", "--no-scan"};

    static final String[] LOOKED = {
        "defaults", "read", "/Library/Preferences/com.apple.SoftwareUpdate", "LastSuccessfulDate"
    };

    private static final int MOST_LINES = 20_000;
    private static final Pattern UPDATE =
            Pattern.compile("\\s+Title: (.+), Version: ([^,]*), Size: [^,]*, Recommended: .*");
    private static final Pattern SECURITY =
            Pattern.compile("(?i).*\\b(security (update|response|improvement)|xprotect|mrt)\\b.*");
    private static final String NONE = "No new software available";

    private UpdatesReader() {}

    /**
     * @param list what softwareupdate printed, on either stream: it says "none" as an error
     * @param looked when it last looked, as defaults(1) prints a date
     * @param automatic whether the device installs updates by itself
     */
    static PatchLevelSection read(String list, Optional<String> looked, Optional<Boolean> automatic)
            throws IOException {
        var refreshed = looked.flatMap(UpdatesReader::date);
        var found = pending(list);
        boolean none = list.contains(NONE);
        if (found.isEmpty() && !none) {
            throw new IOException("softwareupdate says neither what is new nor that nothing is");
        }
        // that nothing is pending means nothing where nobody looked
        boolean said = !found.isEmpty() || refreshed.isPresent();
        var updates = NamedUpdates.of(said ? Optional.of(found) : Optional.empty());
        return new PatchLevelSection(
                UpdateSystem.SOFTWARE_UPDATE,
                updates.named(),
                updates.inAll(),
                List.of(),
                Optional.empty(),
                RefreshDay.of(refreshed),
                Optional.empty(),
                List.of(),
                automatic);
    }

    private static List<PendingUpdate> pending(String list) {
        var found = new ArrayList<PendingUpdate>();
        for (var line : list.lines().limit(MOST_LINES).toList()) {
            var update = UPDATE.matcher(line);
            if (update.matches()) {
                var title = Clean.text(update.group(1));
                var version = Clean.text(update.group(2));
                if (title.isPresent() && version.isPresent()) {
                    found.add(update(title.get(), version.get()));
                }
            }
        }
        found.sort(NamedUpdates.ORDER);
        return found;
    }

    private static PendingUpdate update(String title, String version) {
        return new PendingUpdate(
                title,
                Optional.empty(),
                Optional.empty(),
                version,
                SECURITY.matcher(title).matches() ? Optional.of(true) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static Optional<Instant> date(String text) {
        try {
            var form = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss Z", Locale.ROOT);
            return Optional.of(OffsetDateTime.parse(text.strip(), form).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // there is none
        }
    }
}
