package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills a district's server and agents at random moments, in their start too, while jobs are asked
 * for without pause. The seed decides who dies and when; what each was doing then is the machine's.
 */
final class RandomKills {

    static final int AGENTS = 2;

    /** The agents have one each, the server has the rest. */
    static final int SHARES = AGENTS + 1;

    private static final int LONGEST_LIFE_MILLIS = 2500;

    private final MortalDistrict district;
    private final Random random;
    private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    private RandomKills(MortalDistrict district, long seed) {
        this.district = district;
        this.random = new Random(seed);
    }

    /** Starts the agents. */
    static RandomKills begin(MortalDistrict district, long seed) throws IOException {
        for (int device = 0; device < AGENTS; device++) {
            district.startAgent(device, Optional.empty());
        }
        return new RandomKills(district, seed);
    }

    /**
     * @return how often each died
     */
    Map<String, Integer> kill(int kills) throws Exception {
        var asking = Executors.newSingleThreadScheduledExecutor();
        try {
            var always = asking.scheduleWithFixedDelay(this::ask, 0, 400, TimeUnit.MILLISECONDS);
            var killed = killed(kills);
            if (always.isDone()) {
                always.get(); // says which answer of the server ended the asking
            }
            return killed;
        } finally {
            asking.shutdown();
            assertThat(asking.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** The jobs that the server said it has. */
    Collection<String> confirmed() {
        return confirmed;
    }

    /** By turns a quick script, a slow one, and a slow one that may be repeated. */
    private void ask() {
        try {
            int kind = asked.getAndIncrement() % 3;
            var script = district.witness() + (kind == 0 ? "" : "sleep 0.4\n");
            confirmed.add(district.api().job(script, kind == 2));
        } catch (IOException e) {
            // the server is dead: this job was not confirmed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Integer> killed(int kills) throws Exception {
        var killed = new TreeMap<String, Integer>();
        for (int i = 0; i < kills; i++) {
            // one in four comes while the server may still be starting
            if (random.nextInt(4) > 0) {
                district.awaitServer();
            }
            int who = random.nextInt(SHARES);
            var life = Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS));
            var victim = who < AGENTS ? district.agent(who) : district.server();
            assertThat(victim.lives(life)).as(victim::log).isTrue();
            victim.kill();
            killed.merge(who < AGENTS ? "agent " + who : "server", 1, Integer::sum);
            if (who < AGENTS) {
                district.startAgent(who, Optional.empty());
            } else {
                district.startServer(Optional.empty());
            }
        }
        return killed;
    }
}
