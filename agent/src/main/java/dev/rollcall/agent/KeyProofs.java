package dev.rollcall.agent;

import dev.rollcall.agent.enrollment.Attestation;
import dev.rollcall.agent.enrollment.Attester;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.keys.TpmKey;
import dev.rollcall.agent.tpm.TpmAttester;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Proves now and then that the device's key is in its TPM, until the server believes it. */
public final class KeyProofs implements AutoCloseable {

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

    /** Of keys that lie in a TPM. */
    public static Attester.Source inTpm(RandomGenerator random) {
        return key -> key instanceof TpmKey inTpm ? attester(inTpm, random) : Optional.empty();
    }

    private static Optional<Attester> attester(TpmKey key, RandomGenerator random)
            throws IOException {
        try {
            var wrapped = key.wrapped();
            return key.apart(tpm -> TpmAttester.of(tpm, wrapped, random))
                    .map(attester -> new OfKey(attester, key));
        } catch (KeyUnusableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private record OfKey(TpmAttester attester, TpmKey key) implements Attester {

        @Override
        public AttestationBeginning begin() throws IOException {
            return key.apart(attester::begin);
        }

        @Override
        public AttestationProof answer(AttestationChallenge challenge) throws IOException {
            return key.apart(tpm -> attester.answer(tpm, challenge));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
