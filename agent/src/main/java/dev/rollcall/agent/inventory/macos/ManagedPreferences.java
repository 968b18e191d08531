package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What configuration profiles set: macOS lays it down in files of root's, one for each domain. */
final class ManagedPreferences {

    private static final String FOLDER = "/Library/Managed Preferences/";
    private static final String UPDATES = "com.apple.SoftwareUpdate";
    private static final int MAX_PEOPLE = 500;
    private static final int MOST_SECONDS = 1_000_000;

    private ManagedPreferences() {}

    /** For the whole device. */
    static Optional<Fields> of(DeviceFiles files, String domain) {
        return PropertyList.of(files, FOLDER + domain + ".plist");
    }

    /** For the whole device, and for each person; whose is not said. */
    static List<Fields> ofAll(DeviceFiles files, String domain) {
        var found = new ArrayList<Fields>();
        of(files, domain).ifPresent(found::add);
        try {
            files.names(FOLDER).stream()
                    .filter(name -> files.isFolder(FOLDER + name))
                    .limit(MAX_PEOPLE)
                    .forEach(person -> of(files, person + "/" + domain).ifPresent(found::add));
        } catch (IOException e) {
            return found; // without end
        }
        return found;
    }

    /** Empty where no profile for the device says whether a password is asked for. */
    static Optional<ScreenLock> screenLock(DeviceFiles files) {
        var saver = of(files, "com.apple.screensaver");
        var asked = saver.flatMap(s -> s.truth("askForPassword"));
        var idle = saver.flatMap(s -> seconds(s, "idleTime"));
        var delay = saver.flatMap(s -> seconds(s, "askForPasswordDelay")).orElse(0);
        boolean never = idle.equals(Optional.of(0));
        return asked.map(yes ->
                new ScreenLock(
                        yes && !never,
                        idle.filter(_ -> yes && !never).map(dark -> dark + delay),
                        idle.isPresent()));
    }

    private static Optional<Integer> seconds(Fields saver, String name) {
        return saver.number(name).filter(n -> n <= MOST_SECONDS).map(Long::intValue);
    }

    /**
     * Whether the device installs updates of macOS by itself. A profile's word counts more than
     * what was set on the device; empty where neither says, because the default is not the same in
     * every version.
     */
    static Optional<Boolean> automaticUpdates(DeviceFiles files) {
        var sources = new ArrayList<Fields>();
        of(files, UPDATES).ifPresent(sources::add);
        PropertyList.of(files, "/Library/Preferences/" + UPDATES + ".plist")
                .ifPresent(sources::add);
        boolean neverLooks =
                first(sources, "AutomaticCheckEnabled").equals(Optional.of(false))
                        || first(sources, "AutomaticDownload").equals(Optional.of(false));
        return neverLooks ? Optional.of(false) : first(sources, "AutomaticallyInstallMacOSUpdates");
    }

    private static Optional<Boolean> first(List<Fields> sources, String name) {
        return sources.stream().flatMap(source -> source.truth(name).stream()).findFirst();
    }
}
