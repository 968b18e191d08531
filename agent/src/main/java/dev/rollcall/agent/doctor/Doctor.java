package dev.rollcall.agent.doctor;

import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a device from the bottom up: what it finds is one {@link Check} a line. */
public final class Doctor {

    private final DeviceFiles files;
    private final Instant clock;
    private final Instant built;
    private final Duration patience;

    /**
     * @param clock what this device's clock says
     * @param built the date of this agent, before which no time is right
     * @param patience for each step towards the server
     */
    public Doctor(DeviceFiles files, Instant clock, Instant built, Duration patience) {
        this.files = files;
        this.clock = clock;
        this.built = built;
        this.patience = patience;
    }

    /**
     * Looks, which takes as long as the network makes it wait. Nothing is changed.
     *
     * @param proxy as it was given; empty for the one that the device joined through
     */
    public List<Check> examine(Path state, Optional<Endpoint> proxy, AgentFacts agent) {
        var folder = StateFolder.asItIs(state);
        var stateFacts = StateFacts.of(folder.path(), files);
        var checks = new ArrayList<>(StateDiagnosis.of(stateFacts));
        boolean readable =
                switch (stateFacts.presence()) {
                    case MISSING, NO_FOLDER, UNREADABLE -> false;
                    case READ_ONLY, USABLE -> true;
                };
        var identity = readable ? IdentityFacts.read(folder) : IdentityFacts.none();
        var remembered =
                identity.identity().flatMap(i -> new StoredMemory(folder, i.enrollment()).recall());
        var offline = offline(remembered);
        var through = proxy.or(() -> readable ? Enroller.proxyOf(folder) : Optional.empty());
        var network = new NetworkProbe(through, patience).look(identity, offline.floor());
        var times = network.serverTime().map(offline::with).orElse(offline);
        boolean enrolled = identity.identity().isPresent() && !identity.isSealed();

        checks.addAll(IdentityDiagnosis.of(identity, times));
        checks.add(times.clockCheck());
        checks.add(enrolled ? agent.process() : AgentFacts.skipped().getFirst());
        checks.addAll(NetworkDiagnosis.of(network));
        checks.add(ServersWord.of(network.answer()));
        checks.add(
                enrolled
                        ? AgentFacts.lastCheckIn(
                                remembered
                                        .filter(r -> r.continuation().isPresent())
                                        .map(Remembered::floor),
                                times)
                        : AgentFacts.skipped().getLast());
        return List.copyOf(checks);
    }

    /** As the agent begins: by its floor the certificates of servers are judged. */
    private Times offline(Optional<Remembered> remembered) {
        var told = remembered.map(Remembered::floor).filter(floor -> floor.isAfter(built));
        return new Times(clock, told.orElse(built), told.isPresent(), Optional.empty());
    }
}
