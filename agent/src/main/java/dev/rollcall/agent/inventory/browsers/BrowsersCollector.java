package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.UntrustedFolder;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;

/** Lists the extensions of browsers in the homes of this device. */
public final class BrowsersCollector implements Collector {

    private final Places places;

    public BrowsersCollector(Places places) {
        this.places = places;
    }

    /** The one of Linux. */
    public static BrowsersCollector ofLinux(DeviceFiles files) {
        return new BrowsersCollector(new LinuxPlaces(files));
    }

    @Override
    public SectionKind kind() {
        return BrowsersSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var tallies = new ArrayList<Tally>();
        for (var kind : BrowserKind.values()) {
            tallies.add(new Tally(kind));
        }
        for (var home : places.homes()) {
            var opened = UntrustedFolder.open(home);
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
                                .map(tally -> tally.browser(places.forced(tally.kind())))
                                .toList(),
                        unreadable == 0 ? Optional.empty() : Optional.of(unreadable)));
    }

    private void count(UntrustedFolder home, Tally tally) {
        for (var path : places.profiles(tally.kind())) {
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
