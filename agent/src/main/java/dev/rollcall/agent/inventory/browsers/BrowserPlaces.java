package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where browsers keep things on one kind of operating system.
 *
 * @param folders of profiles, below a home
 * @param homes of people, as paths of the device
 * @param forced the ids of extensions that a policy of the device installs
 */
public record BrowserPlaces(
        Map<BrowserKind, List<String>> folders,
        Supplier<List<String>> homes,
        Function<BrowserKind, Set<String>> forced) {

    public BrowserPlaces {
        folders = Map.copyOf(folders);
        Objects.requireNonNull(homes, "homes");
        Objects.requireNonNull(forced, "forced");
    }
}
