package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.Policies;
import dev.rollcall.agent.policy.SectionsOff;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Verifies a policy as the agent does, and then finds every setting already true. Safe for use by
 * many threads.
 */
final class SimulatedPolicies implements Policies {

    private final Supplier<TrustedKeys> trusted;
    private Optional<Digest> hash = Optional.empty();
    private Optional<PolicyReport> report = Optional.empty();
    private Set<SectionKind> sectionsOff = Set.of();

    SimulatedPolicies(Supplier<TrustedKeys> trusted) {
        this.trusted = trusted;
    }

    @Override
    public synchronized Optional<Digest> hash() {
        return hash;
    }

    @Override
    public synchronized void offer(PolicyOffer offer) {
        offer.document()
                .verified(PolicyDocument.TYPE, trusted.get())
                .ifPresent(payload -> {
                    var document = Json.strict().readValue(payload, PolicyDocument.class);
                    var results =
                            document.settings().stream()
                                    .map(Setting::read)
                                    .map(s ->
                                            new SettingResult(
                                                    s.key(),
                                                    SettingState.COMPLIANT,
                                                    "",
                                                    Duration.ZERO))
                                    .toList();
                    sectionsOff = SectionsOff.of(document);
                    hash = Optional.of(offer.hash());
                    report = Optional.of(new PolicyReport(offer.hash(), results));
                });
    }

    /** What of the inventory is not collected. */
    synchronized Set<SectionKind> sectionsOff() {
        return sectionsOff;
    }

    @Override
    public synchronized Optional<PolicyReport> report() {
        return report;
    }

    @Override
    public synchronized void reported(PolicyReport sent) {
        if (report.filter(sent::equals).isPresent()) {
            report = Optional.empty();
        }
    }
}
