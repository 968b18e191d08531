package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.DebianVersion;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which updates are pending, as apt's policy does without pinning by hand: of the versions
 * that are not older than the installed one, that of the highest priority, and among equals the
 * newest. Pins in /etc/apt/preferences, phased updates and conflicts between packages are not
 * looked at, so apt may install fewer. Feed it every offer, then ask.
 */
final class AptUpdates implements AptLists.Offers {

    private static final int INSTALLED_PRIORITY = 100;

    private final Map<String, List<Choice>> byName = new HashMap<>();
    private final List<Choice> choices = new ArrayList<>();
    private final String nativeArchitecture;
    private final Set<String> held;

    AptUpdates(List<InstalledPackage> installed, List<String> held) {
        this.held = Set.copyOf(held);
        this.nativeArchitecture =
                installed.stream()
                        .filter(p -> p.name().equals("dpkg"))
                        .map(InstalledPackage::architecture)
                        .findFirst()
                        .orElse("");
        for (var each : installed) {
            var choice = new Choice(each);
            choices.add(choice);
            byName.computeIfAbsent(each.name(), n -> new ArrayList<>(1)).add(choice);
        }
    }

    @Override
    public void offer(Archive archive, String name, String version, String architecture) {
        for (var choice : byName.getOrDefault(name, List.of())) {
            if (real(architecture).equals(real(choice.installed.architecture()))) {
                choice.consider(archive, version);
            }
        }
    }

    /** The pending updates in order of name and architecture, each with its archive's date. */
    List<PendingUpdate> pending() {
        return choices.stream()
                .flatMap(choice -> choice.update(held).stream())
                .sorted(NamedUpdates.ORDER)
                .toList();
    }

    private String real(String architecture) {
        return architecture.equals("all") ? nativeArchitecture : architecture;
    }

    /** One installed package and the best that was offered for it so far. */
    private static final class Choice {

        private final InstalledPackage installed;
        private final DebianVersion version;
        private int installedPriority = INSTALLED_PRIORITY;
        private boolean security;
        private int unclearPriority = Integer.MIN_VALUE;
        private Optional<Offer> best = Optional.empty();

        private record Offer(Archive archive, String text, DebianVersion version) {

            boolean beats(Offer other) {
                return archive.priority() != other.archive.priority()
                        ? archive.priority() > other.archive.priority()
                        : version.compareTo(other.version) > 0;
            }
        }

        Choice(InstalledPackage installed) {
            this.installed = installed;
            this.version = DebianVersion.parse(installed.version());
        }

        void consider(Archive archive, String text) {
            var offered = DebianVersion.parse(text);
            int order = offered.compareTo(version);
            if (order == 0) {
                installedPriority = Math.max(installedPriority, archive.priority());
            } else if (order > 0) {
                security |= archive.security().orElse(false);
                if (archive.security().isEmpty()) {
                    unclearPriority = Math.max(unclearPriority, archive.priority());
                }
                var offer = new Offer(archive, text, offered);
                if (best.isEmpty() || offer.beats(best.get())) {
                    best = Optional.of(offer);
                }
            }
        }

        Optional<PendingUpdate> update(Set<String> held) {
            return best.filter(offer -> offer.archive.priority() >= installedPriority)
                    .flatMap(offer ->
                            Clean.text(offer.text).map(text -> pending(offer, text, held)));
        }

        /** An offer that cannot become the candidate, such as a backport, makes nothing unclear. */
        private Optional<Boolean> security(Offer candidate) {
            boolean unclear = !security && unclearPriority >= candidate.archive.priority();
            return unclear ? Optional.empty() : Optional.of(security);
        }

        private PendingUpdate pending(Offer offer, String candidate, Set<String> held) {
            Optional<Instant> published = offer.archive.published();
            return new PendingUpdate(
                    installed.name(),
                    Optional.of(installed.architecture()),
                    Optional.of(installed.version()),
                    candidate,
                    security(offer),
                    offer.archive.label(),
                    published,
                    held.contains(installed.name()));
        }
    }
}
