package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.Trust;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.SignedDocument;

/**
 * Holds the trust bundle that came with enrollment, and says that it has whatever is offered after.
 */
final class SimulatedTrust implements Trust {

    private volatile Digest hash;

    SimulatedTrust(Digest hash) {
        this.hash = hash;
    }

    @Override
    public Digest hash() {
        return hash;
    }

    @Override
    public void offer(SignedDocument bundle) {
        hash = Digest.of(bundle.payload().toArray());
    }
}
