package dev.rollcall.agent;

import dev.rollcall.agent.enrollment.Attestation;
import dev.rollcall.agent.enrollment.Attester;
import dev.rollcall.agent.tpm.TpmAttester;
import dev.rollcall.agent.tpm.TpmPrivateKey;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Proves now and then that the device's key is in its TPM, until the server believes it. */
final class KeyProofs implements AutoCloseable {

    private static final Duration AT_FIRST = Duration.ofSeconds(20);
    private static final Duration EVERY = Duration.ofHours(6);

    private final Thread thread;

    private KeyProofs(Thread thread) {
        this.thread = thread;
    }

    static KeyProofs start(Attestation attestation, RandomGenerator random) {
        return new KeyProofs(
                Thread.ofVirtual().name("key-proofs").start(() -> repeat(attestation, random)));
    }

    private static void repeat(Attestation attestation, RandomGenerator random) {
        try {
            Thread.sleep(jittered(AT_FIRST, random));
            while (true) {
                attestation.attest();
                Thread.sleep(jittered(EVERY, random));
            }
        } catch (InterruptedException e) {
            // the agent ends
            Thread.currentThread().interrupt();
        }
    }

    /** Up to twice as long: a school is switched on at once. */
    private static Duration jittered(Duration least, RandomGenerator random) {
        return least.plusMillis(random.nextLong(least.toMillis()));
    }

    /** Of keys that {@link TpmPrivateKey} is a name for. */
    static Attester.Source inTpm(RandomGenerator random) {
        return key ->
                key instanceof TpmPrivateKey inTpm
                        ? TpmAttester.of(inTpm, random).map(OfTpm::new)
                        : Optional.empty();
    }

    private record OfTpm(TpmAttester tpm) implements Attester {

        @Override
        public AttestationBeginning begin() throws IOException {
            return tpm.begin();
        }

        @Override
        public AttestationProof answer(AttestationChallenge challenge) throws IOException {
            return tpm.answer(challenge);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
