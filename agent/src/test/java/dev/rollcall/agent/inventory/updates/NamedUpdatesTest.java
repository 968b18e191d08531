package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedUpdatesTest {

    @Test
    void ofMoreThanFitThoseAboutSecurityAreNamedAndAllAreCounted() {
        var pending = new ArrayList<PendingUpdate>();
        pending.addAll(updates("a", 3_000, Optional.of(false)));
        pending.addAll(updates("z", 5, Optional.of(true)));

        var section = section(NamedUpdates.of(Optional.of(pending)));

        assertThat(section.pending().orElseThrow())
                .hasSize(3_000)
                .isSortedAccordingTo(NamedUpdates.ORDER);
        assertThat(section.pendingCount()).contains(3_005L);
        assertThat(section.pendingSecurity()).contains(5L);
    }

    @Test
    void whereNotAllThatMayBeAboutSecurityAreNamedTheirNumberIsNotSaid() {
        var all = updates("a", 3_001, Optional.of(true));
        var unclear = updates("a", 3_001, Optional.empty());

        assertThat(section(NamedUpdates.of(Optional.of(all))).pendingSecurity()).isEmpty();
        assertThat(section(NamedUpdates.of(Optional.of(unclear))).pendingSecurity()).isEmpty();
    }

    @Test
    void whatFitsIsNamedAsItIs() {
        var some = Optional.of(updates("a", 3_000, Optional.of(true)));

        assertThat(NamedUpdates.of(some)).isEqualTo(new NamedUpdates(some, Optional.empty()));
        assertThat(section(NamedUpdates.of(some)).pendingSecurity()).contains(3_000L);
        assertThat(section(NamedUpdates.of(Optional.empty())).pendingCount()).isEmpty();
    }

    private static List<PendingUpdate> updates(
            String prefix, int count, Optional<Boolean> security) {
        var updates = new ArrayList<PendingUpdate>();
        for (int i = 0; i < count; i++) {
            updates.add(
                    new PendingUpdate(
                            "%s%05d".formatted(prefix, i),
                            Optional.of("amd64"),
                            Optional.of("1"),
                            "2",
                            security,
                            Optional.empty(),
                            Optional.empty(),
                            false));
        }
        return updates;
    }

    private static PatchLevelSection section(NamedUpdates updates) {
        return new PatchLevelSection(
                UpdateSystem.APT,
                updates.named(),
                updates.inAll(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
