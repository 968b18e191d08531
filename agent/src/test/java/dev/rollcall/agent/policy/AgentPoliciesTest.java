package dev.rollcall.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentPoliciesTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final String MOTD = Documents.file("/etc/motd", "be kind\n");

    private final Documents documents = new Documents();
    private final AtomicInteger woken = new AtomicInteger();

    @TempDir private Path folder;

    private AgentPolicies open(Duration period) throws IOException {
        var root = folder.resolve("root");
        return AgentPolicies.open(
                folder.resolve("state"),
                root,
                documents.district,
                documents::trusted,
                ServiceControl.below(root),
                period,
                woken::incrementAndGet);
    }

    private Path motd() {
        return folder.resolve("root/etc/motd");
    }

    private static List<SettingState> told(AgentPolicies policies) {
        return policies.report().orElseThrow().results().stream()
                .map(SettingResult::state)
                .toList();
    }

    @Test
    void enforcesWhatIsOfferedAndReportsItUntilItIsHeard() throws IOException {
        try (var policies = open(NEVER)) {
            var offer = documents.offer(1, MOTD);
            assertThat(policies.report()).isEmpty();

            policies.offer(offer);

            assertThat(policies.hash()).contains(offer.hash());
            assertThat(motd()).hasContent("be kind\n");
            assertThat(told(policies)).containsExactly(SettingState.REPAIRED);
            assertThat(woken).hasValue(1);
            policies.reported(policies.report().orElseThrow());
            assertThat(policies.report()).isEmpty();
        }
    }

    @Test
    void tellsEveryRepairAndNothingTwice() throws IOException, InterruptedException {
        try (var policies = open(NEVER)) {
            policies.offer(documents.offer(1, MOTD));
            var first = policies.report().orElseThrow();
            policies.enforce();
            assertThat(told(policies)).containsExactly(SettingState.REPAIRED);
            policies.reported(first);
            policies.enforce();
            assertThat(told(policies)).containsExactly(SettingState.COMPLIANT);
            policies.reported(first);
            assertThat(told(policies)).containsExactly(SettingState.COMPLIANT);
            policies.reported(policies.report().orElseThrow());

            policies.enforce();
            assertThat(policies.report()).isEmpty();
            Files.writeString(motd(), "be rude\n");
            policies.enforce();

            assertThat(told(policies)).containsExactly(SettingState.REPAIRED);
        }
    }

    @Test
    void aBadOfferChangesNothing() throws IOException {
        try (var policies = open(NEVER)) {
            var good = documents.offer(2, MOTD);
            policies.offer(good);

            policies.offer(new Documents().offer(3));
            policies.offer(documents.offer(1));

            assertThat(policies.hash()).contains(good.hash());
            assertThat(motd()).hasContent("be kind\n");
        }
    }

    @Test
    void sectionsAreOffAsLongAsThePolicySaysSoAlsoAfterARestart() throws IOException {
        var peripherals = new SectionKind("peripherals");
        var browsers = new SectionKind("browsers");
        try (var policies = open(NEVER)) {
            assertThat(policies.sectionsOff()).isEmpty();
            policies.offer(documents.offer(1, Documents.inventory("peripherals", "browsers")));

            assertThat(policies.sectionsOff()).containsOnly(peripherals, browsers);
            assertThat(told(policies)).containsExactly(SettingState.COMPLIANT);
        }
        var state = StateFolder.open(folder.resolve("state"));
        assertThat(SectionsOff.keptIn(state, documents.district)).hasSize(2);
        assertThat(SectionsOff.keptIn(state, new Documents().district)).isEmpty();

        try (var policies = open(NEVER)) {
            assertThat(policies.sectionsOff()).containsOnly(peripherals, browsers);
            policies.offer(documents.offer(2));
            assertThat(policies.sectionsOff()).isEmpty();
        }
    }

    @Test
    void networksAreKnownAsLongAsThePolicyPublishesThemAlsoAfterARestart() throws IOException {
        try (var policies = open(NEVER)) {
            assertThat(policies.networks()).isEmpty();
            policies.offer(
                    documents.offer(
                            1,
                            Documents.network("High", "2001:db8:20::/48"),
                            Documents.network("Of the future", "2001:db8:30::/48")
                                    .replace("\"gateways\"", "\"beacons\"")));

            assertThat(policies.networks())
                    .extracting(PublishedNetwork::name)
                    .containsExactly("High");
            assertThat(told(policies))
                    .containsExactly(SettingState.COMPLIANT, SettingState.UNSUPPORTED);
        }
        var state = StateFolder.open(folder.resolve("state"));
        assertThat(Published.keptIn(state, documents.district)).hasSize(1);
        assertThat(Published.keptIn(state, new Documents().district)).isEmpty();

        try (var policies = open(NEVER)) {
            assertThat(policies.networks()).hasSize(1);
            policies.offer(documents.offer(2));
            assertThat(policies.networks()).isEmpty();
        }
    }

    @Test
    void aWordOfAnotherVersionSwitchesNothingOff() throws IOException {
        try (var policies = open(NEVER)) {
            policies.offer(
                    documents.offer(1, Documents.inventory("hardware", "peripherals"), MOTD));

            assertThat(policies.sectionsOff()).isEmpty();
            assertThat(told(policies))
                    .containsExactly(SettingState.UNSUPPORTED, SettingState.REPAIRED);
        }
    }

    @Test
    void looksAgainAfterARestartAndOnATimer() throws IOException {
        try (var policies = open(NEVER)) {
            policies.offer(documents.offer(1, MOTD));
        }
        Files.delete(motd());

        try (var policies = open(Duration.ofMillis(20))) {
            await().until(() -> Files.exists(motd()));
            assertThat(policies.hash()).isPresent();
            Files.delete(motd());
            await().until(() -> Files.exists(motd()));
        }
    }
}
