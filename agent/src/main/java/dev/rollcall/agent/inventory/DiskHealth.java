package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.DiskUse;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What disks say of themselves, by smartctl(8) where it is installed: each is asked at most once a
 * day, never woken from standby, and what it said is remembered until then. Safe for use by many
 * threads.
 */
final class DiskHealth {

    private static final Pattern ASKED = Pattern.compile("nvme\\d{1,4}n\\d{1,4}|sd[a-z]{1,3}");
    private static final Duration DAY = Duration.ofDays(1);

    /** A disk that is about to die may not answer for minutes. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Of waiting for all disks of one collection; who gets no turn is asked in the next one. */
    private static final Duration LIMIT_OF_ALL = Duration.ofSeconds(12);

    private static final int MAX_OUTPUT = 256 * 1024;
    private static final int MOST_WEAR = 255;
    private static final int MOST_HOURS = 1_000_000; // more than a century
    private static final int MOST_CELSIUS = 150;

    private final Programs programs;
    private final LongSupplier nanoTime;
    private final Map<String, Answer> answers = new ConcurrentSkipListMap<>();

    /**
     * @param nanoTime a clock that never goes back
     */
    DiskHealth(Programs programs, LongSupplier nanoTime) {
        this.programs = programs;
        this.nanoTime = nanoTime;
    }

    private record Answer(long at, Said said) {}

    /** What one disk said. */
    record Said(
            Optional<Health> health,
            Optional<Integer> wearPercent,
            Optional<Integer> powerOnHours,
            Optional<Integer> celsius) {

        static final Said NOTHING =
                new Said(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** How warm a disk was before it fell asleep, it need not be now. */
        Said after(Said before) {
            return new Said(
                    health.or(before::health),
                    wearPercent.or(before::wearPercent),
                    powerOnHours.or(before::powerOnHours),
                    celsius);
        }
    }

    /** Remembers what disks said that were asked otherwise; those not among them are gone. */
    void told(List<DiskWear> wear) {
        answers.keySet().retainAll(wear.stream().map(DiskWear::name).toList());
        for (var disk : wear) {
            answers.put(
                    disk.name(),
                    new Answer(
                            nanoTime.getAsLong(),
                            new Said(
                                    Optional.empty(),
                                    Optional.of(disk.wearPercent()),
                                    Optional.empty(),
                                    Optional.empty())));
        }
    }

    /** The disks with what they say; asks those whose day is over. */
    List<Disk> judged(List<Disk> disks) throws InterruptedException {
        answers.keySet().retainAll(disks.stream().map(Disk::name).toList());
        long waited = 0;
        var judged = new ArrayList<Disk>();
        for (var disk : disks) {
            if (waited < LIMIT_OF_ALL.toNanos() && isDue(disk.name())) {
                waited += ask(disk.name());
            }
            judged.add(disk.judged(said(disk.name()).health()));
        }
        return judged;
    }

    /** As far as disks told it; absent where none did. */
    Optional<List<DiskWear>> wear() {
        var wear = new ArrayList<DiskWear>();
        answers.forEach((disk, answer) ->
                answer.said()
                        .wearPercent()
                        .ifPresent(percent -> wear.add(new DiskWear(disk, percent))));
        return wear.isEmpty() ? Optional.empty() : Optional.of(wear);
    }

    /** As far as disks told how long they ran and how warm they are; absent where none did. */
    Optional<List<DiskUse>> use() {
        var use = new ArrayList<DiskUse>();
        answers.forEach((disk, answer) -> {
            var said = answer.said();
            if (said.powerOnHours().isPresent() || said.celsius().isPresent()) {
                use.add(new DiskUse(disk, said.powerOnHours(), said.celsius()));
            }
        });
        return use.isEmpty() ? Optional.empty() : Optional.of(use);
    }

    private Said said(String disk) {
        var answer = answers.get(disk);
        return answer == null ? Said.NOTHING : answer.said();
    }

    private boolean isDue(String disk) {
        var answer = answers.get(disk);
        return ASKED.matcher(disk).matches()
                && (answer == null || nanoTime.getAsLong() - answer.at() >= DAY.toNanos());
    }

    /**
     * What a silent disk said before stands: it may be asleep. Returns the nanoseconds that the
     * disk took; what we take ourselves on a slow device, for reading the first answer, is not its
     * fault.
     */
    private long ask(String disk) throws InterruptedException {
        var before = said(disk);
        long start = System.nanoTime();
        long waited = 0;
        // remembered beforehand: one that hangs is not asked again today
        answers.put(disk, new Answer(nanoTime.getAsLong(), before));
        try {
            var result =
                    programs.run(
                            List.of("smartctl", "-n", "standby", "-H", "-A", "-j", "/dev/" + disk),
                            LIMIT,
                            MAX_OUTPUT);
            waited = System.nanoTime() - start;
            if (result.isEmpty()) {
                answers.remove(disk); // not installed, which may change at any time
            } else if (!result.get().timedOut() && !result.get().cut()) {
                var now = parse(result.get().output());
                answers.put(disk, new Answer(nanoTime.getAsLong(), now.after(before)));
            }
        } catch (IOException e) {
            // it could not be started: as if the disk had been silent
        }
        return waited;
    }

    /** The exit code tells of old errors too; only what is in the answer counts. */
    static Said parse(String json) {
        try {
            var answer = Json.wire().readTree(json);
            var passed = answer.path("smart_status").path("passed");
            return new Said(
                    passed.isBoolean()
                            ? Optional.of(passed.booleanValue() ? Health.PASSED : Health.FAILING)
                            : Optional.empty(),
                    number(
                            answer.path("nvme_smart_health_information_log")
                                    .path("percentage_used"),
                            0,
                            MOST_WEAR),
                    number(answer.path("power_on_time").path("hours"), 0, MOST_HOURS),
                    // one that does not know says 0
                    number(answer.path("temperature").path("current"), 1, MOST_CELSIUS));
        } catch (JacksonException e) {
            return Said.NOTHING; // an old smartctl, or a torn answer
        }
    }

    private static Optional<Integer> number(JsonNode said, int least, int most) {
        return Optional.of(said)
                .filter(JsonNode::isInt)
                .map(JsonNode::intValue)
                .filter(number -> number >= least && number <= most);
    }
}
