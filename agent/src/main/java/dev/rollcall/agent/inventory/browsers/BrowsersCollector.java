package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.UntrustedFolder;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.inventory.SectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the extensions of browsers in the homes of this device. */
public final class BrowsersCollector implements Collector {

    /** Where browsers keep their profiles below a home: as packages, as snaps and as flatpaks. */
    private static final Map<BrowserKind, List<String>> FOLDERS =
            Map.of(
                    BrowserKind.FIREFOX,
                    List.of(
                            ".mozilla/firefox",
                            ".config/mozilla/firefox",
                            "snap/firefox/common/.mozilla/firefox",
                            ".var/app/org.mozilla.firefox/.mozilla/firefox",
                            ".var/app/org.mozilla.firefox/config/mozilla/firefox"),
                    BrowserKind.CHROMIUM,
                    List.of(
                            ".config/chromium",
                            "snap/chromium/common/chromium",
                            ".var/app/org.chromium.Chromium/config/chromium"),
                    BrowserKind.CHROME,
                    List.of(
                            ".config/google-chrome",
                            ".config/google-chrome-beta",
                            ".var/app/com.google.Chrome/config/google-chrome"),
                    BrowserKind.EDGE,
                    List.of(
                            ".config/microsoft-edge",
                            ".var/app/com.microsoft.Edge/config/microsoft-edge"),
                    BrowserKind.BRAVE,
                    List.of(
                            ".config/BraveSoftware/Brave-Browser",
                            ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser"));

    private final DeviceFiles files;
    private final BrowserPlaces places;

    /** Of a device with Linux. */
    public BrowsersCollector(DeviceFiles files) {
        this(
                files,
                new BrowserPlaces(FOLDERS, () -> Homes.of(files), kind -> Forced.by(files, kind)));
    }

    public BrowsersCollector(DeviceFiles files, BrowserPlaces places) {
        this.files = files;
        this.places = places;
    }

    @Override
    public SectionKind kind() {
        return BrowsersSection.KIND;
    }

    @Override
    public Collected collect() throws InterruptedException {
        var tallies = new ArrayList<Tally>();
        for (var kind : BrowserKind.values()) {
            tallies.add(new Tally(kind));
        }
        var homes = places.homes().get();
        if (!homes.isEmpty() && !UntrustedFolder.possible(files.at("/"))) {
            return new Collected.Off("folders of people can't be read safely on this system");
        }
        for (var home : homes) {
            var opened = UntrustedFolder.open(files.at(home));
            if (opened.isPresent()) {
                try (var folder = opened.get()) {
                    for (var tally : tallies) {
                        count(folder, tally);
                    }
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException(); // the time for it is over
            }
        }
        int unreadable = tallies.stream().mapToInt(Tally::unreadable).sum();
        return Collected.of(
                new BrowsersSection(
                        tallies.stream()
                                .filter(Tally::used)
                                .map(tally -> tally.browser(places.forced().apply(tally.kind())))
                                .toList(),
                        unreadable == 0 ? Optional.empty() : Optional.of(unreadable)));
    }

    private void count(UntrustedFolder home, Tally tally) {
        for (var path : places.folders().getOrDefault(tally.kind(), List.of())) {
            var opened = home.folder(path);
            if (opened.isPresent()) {
                try (var folder = opened.get()) {
                    switch (tally.kind()) {
                        case FIREFOX -> FirefoxProfiles.count(folder, tally);
                        case CHROMIUM, CHROME, EDGE, BRAVE -> ChromiumProfiles.count(folder, tally);
                    }
                }
            }
        }
    }
}
