package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** On Linux: browsers as packages, as snaps and as flatpaks. */
record LinuxPlaces(DeviceFiles files) implements Places {

    @Override
    public List<Path> homes() {
        return Homes.of(files).stream().map(files::at).toList();
    }

    @Override
    public List<String> profiles(BrowserKind browser) {
        return switch (browser) {
            case FIREFOX ->
                    List.of(
                            ".mozilla/firefox",
                            ".config/mozilla/firefox",
                            "snap/firefox/common/.mozilla/firefox",
                            ".var/app/org.mozilla.firefox/.mozilla/firefox",
                            ".var/app/org.mozilla.firefox/config/mozilla/firefox");
            case CHROMIUM ->
                    List.of(
                            ".config/chromium",
                            "snap/chromium/common/chromium",
                            ".var/app/org.chromium.Chromium/config/chromium");
            case CHROME ->
                    List.of(
                            ".config/google-chrome",
                            ".config/google-chrome-beta",
                            ".var/app/com.google.Chrome/config/google-chrome");
            case EDGE ->
                    List.of(
                            ".config/microsoft-edge",
                            ".var/app/com.microsoft.Edge/config/microsoft-edge");
            case BRAVE ->
                    List.of(
                            ".config/BraveSoftware/Brave-Browser",
                            ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser");
        };
    }

    @Override
    public Set<String> forced(BrowserKind browser) {
        return Forced.by(files, browser);
    }
}
