package dev.rollcall.agent.policy;

import dev.rollcall.agent.checkin.Policies;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's policy from offer to report: kept, enforced, looked after on a timer. Safe for use
 * by many threads; {@link #hash} and {@link #report} never wait for a pass.
 */
public final class AgentPolicies implements Policies, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentPolicies.class);

    private final PolicyStore store;
    private final Supplier<TrustedKeys> trusted;
    private final Enforcement enforcement;
    private final Runnable wake;
    private final ReentrantLock passing = new ReentrantLock();
    private final ScheduledExecutorService timer;

    private Optional<Pass> latest = Optional.empty();
    private boolean news;

    /** What one pass found. @param nanos when, on the machine's steady clock */
    private record Pass(Digest hash, List<SettingResult> results, long nanos) {

        PolicyReport report() {
            var age = Duration.ofNanos(System.nanoTime() - nanos);
            return new PolicyReport(
                    hash,
                    results.stream()
                            .map(r -> new SettingResult(r.key(), r.state(), r.detail(), age))
                            .toList());
        }

        boolean says(PolicyReport report) {
            return hash.equals(report.policyHash())
                    && ageless(results).equals(ageless(report.results()));
        }

        /** A repair that was not told yet is not hidden by finding the setting in order. */
        Pass withRepairsOf(Pass untold) {
            if (!untold.hash().equals(hash)) {
                return this;
            }
            var repairs =
                    untold.results().stream()
                            .filter(r -> r.state() == SettingState.REPAIRED)
                            .collect(Collectors.toMap(SettingResult::key, r -> r));
            var told =
                    results.stream()
                            .map(r ->
                                    r.state() == SettingState.COMPLIANT
                                            ? repairs.getOrDefault(r.key(), r)
                                            : r)
                            .toList();
            return new Pass(hash, told, nanos);
        }

        private static List<SettingResult> ageless(List<SettingResult> results) {
            return results.stream()
                    .map(r -> new SettingResult(r.key(), r.state(), r.detail(), Duration.ZERO))
                    .toList();
        }
    }

    private AgentPolicies(
            PolicyStore store,
            Supplier<TrustedKeys> trusted,
            Enforcement enforcement,
            Runnable wake) {
        this.store = store;
        this.trusted = trusted;
        this.enforcement = enforcement;
        this.wake = wake;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("policy").factory());
    }

    /**
     * Opens what is below the state folder and looks at the device at once, then every period.
     *
     * @param root below which files are written; / on a device
     * @param wake called when there is something to report; must not block
     */
    public static AgentPolicies open(
            Path state,
            Path root,
            DistrictId district,
            Supplier<TrustedKeys> trusted,
            ServiceControl services,
            Duration period,
            Runnable wake)
            throws IOException {
        var store = PolicyStore.open(StateFolder.open(state), district);
        var enforcement = Enforcement.below(root, state.resolve("replaced"), services);
        var policies = new AgentPolicies(store, trusted, enforcement, wake);
        var first = store.kept().isPresent() ? Duration.ZERO : period;
        var _ =
                policies.timer.scheduleWithFixedDelay(
                        policies::tick, first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return policies;
    }

    /** Of the document in force, as the server named it. */
    @Override
    public Optional<Digest> hash() {
        return store.kept().map(PolicyStore.Kept::hash);
    }

    /** Not collected, as the document in force wants it; also before the first pass. */
    public Set<SectionKind> sectionsOff() {
        return store.kept().map(kept -> SectionsOff.of(kept.document())).orElse(Set.of());
    }

    /** The networks that the document in force publishes; also before the first pass. */
    public List<PublishedNetwork> networks() {
        return store.kept().map(kept -> Published.in(kept.document())).orElse(List.of());
    }

    /** Verifies, keeps and enforces; a bad offer leaves everything as it is. Blocking. */
    @Override
    public void offer(PolicyOffer offer) {
        switch (take(offer)) {
            case PolicyStore.Taken(var kept) -> {
                LOG.info(
                        "policy taken hash={} generation={}",
                        kept.hash(),
                        kept.document().generation());
                tick();
            }
            case PolicyStore.Rejected(var reason) ->
                    LOG.warn("policy rejected hash={} reason={}", offer.hash(), reason);
        }
    }

    private PolicyStore.Verdict take(PolicyOffer offer) {
        try {
            return store.take(offer, trusted.get());
        } catch (StateException e) {
            // a disk that cannot keep it: the server offers it again
            return new PolicyStore.Rejected(String.valueOf(e.getMessage()));
        }
    }

    /** One pass, now: looks, repairs, and wakes the conversation where something is new. */
    public void enforce() throws InterruptedException {
        passing.lockInterruptibly();
        try {
            var kept = store.kept();
            if (kept.isPresent()) {
                var results = enforcement.enforce(kept.get().document());
                note(new Pass(kept.get().hash(), results, System.nanoTime()));
            }
        } finally {
            passing.unlock();
        }
    }

    /** How the settings hold, where the server does not know it yet. */
    @Override
    public synchronized Optional<PolicyReport> report() {
        return news ? latest.map(Pass::report) : Optional.empty();
    }

    /** The server has this report; what was found since is still to be told. */
    @Override
    public synchronized void reported(PolicyReport report) {
        if (latest.filter(pass -> pass.says(report)).isPresent()) {
            news = false;
        }
    }

    /** Stops looking, and waits for the end of a pass under way, which is interrupted. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("policy pass does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        try {
            enforce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // a ticker: the next pass is not this one's victim
            LOG.error("policy pass failed", e);
        }
    }

    private void note(Pass found) {
        boolean changed;
        synchronized (this) {
            var pass = news ? latest.map(found::withRepairsOf).orElse(found) : found;
            var same = latest.filter(before -> before.says(pass.report())).isPresent();
            var repaired =
                    found.results().stream().anyMatch(r -> r.state() == SettingState.REPAIRED);
            changed = !same || repaired;
            latest = Optional.of(pass);
            news |= changed;
        }
        if (changed) {
            wake.run();
        }
    }
}
