package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether accounts are dormant: nobody signed in to them for 180 days or more. What is decided of
 * an account stands for the rest of the month (UTC), so that no answer turns at the time at which
 * somebody signs in. Used by one thread at a time.
 */
public final class Dormancy {

    private final DeviceFiles files;
    private final Programs programs;
    private final Optional<LoginRecords> layout;
    private final MonthlyAnswers answers;

    /**
     * @param architecture as Java has it
     * @param memory to keep what was decided this month; without it every start decides anew
     */
    public Dormancy(
            DeviceFiles files, Programs programs, String architecture, Optional<Path> memory) {
        this.files = files;
        this.programs = programs;
        this.layout = LoginRecords.of(architecture);
        this.answers = new MonthlyAnswers(new MemoryFile(memory));
    }

    /** What can be asked of each account now; to be closed when all were asked of. */
    public Judgement judge() throws InterruptedException {
        try {
            var span = Span.of(files);
            if (span.isPresent()) {
                var logs = Logs.read(files, programs, layout, span.get());
                var homes = HomeTraces.of(files, span.get());
                var month = span.get().month();
                return new Judgement(
                        account -> answers.answer(month, account, it -> ask(it, logs, homes)),
                        answers);
            }
        } catch (IOException e) {
            // a damaged disk, or something else than a log in its place
            return new Judgement(_ -> Optional.empty(), answers);
        }
        return new Judgement(_ -> Optional.empty(), answers);
    }

    /** Whether an account is dormant; empty where that cannot be known, or nobody can sign in. */
    public record Judgement(Function<Account, Optional<Boolean>> question, MonthlyAnswers answers)
            implements Function<Account, Optional<Boolean>>, AutoCloseable {

        @Override
        public Optional<Boolean> apply(Account account) {
            return account.canBeSignedInTo() ? question.apply(account) : Optional.empty();
        }

        @Override
        public void close() {
            answers.save();
        }
    }

    private Optional<Boolean> ask(Account account, Logs logs, HomeTraces homes) {
        var log = logs.of(files, account);
        var seen = new ArrayList<Seen>();
        log.ifPresent(seen::add);
        Optional.ofNullable(logs.wtmp().get(account.name())).ifPresent(seen::add);
        account.passwordChanged()
                .map(day -> homes.span().seen(day.atStartOfDay(ZoneOffset.UTC).toInstant()))
                .ifPresent(seen::add);
        var home = homes.seen(account.home());
        home.ifPresent(seen::add);
        boolean watched =
                log.equals(Optional.of(Seen.LONG_AGO)) || (log.isPresent() && logs.reachBack());
        return decide(seen, watched && home.isPresent());
    }

    /**
     * One trace of use is enough to know that it is not dormant. That it is takes all of them: a
     * log that would have the sign-in, a home folder, which is old enough itself where nothing in
     * it is new, and a clock that makes sense.
     *
     * @param watched whether a use would have been seen
     */
    static Optional<Boolean> decide(List<Seen> seen, boolean watched) {
        if (seen.contains(Seen.SENSELESS)) {
            return Optional.empty();
        }
        if (seen.contains(Seen.RECENTLY)) {
            return Optional.of(false);
        }
        return watched && seen.contains(Seen.LONG_AGO) ? Optional.of(true) : Optional.empty();
    }

    /**
     * The logs of sign-ins that a device has.
     *
     * @param reachBack whether one of them is older than the span, and so knows of an account that
     *     it does not have that nobody signed in
     */
    private record Logs(
            Optional<LoginRecords> layout,
            Optional<Lastlog2> lastlog2,
            Map<String, Seen> wtmp,
            boolean reachBack,
            Span span) {

        static Logs read(
                DeviceFiles files, Programs programs, Optional<LoginRecords> layout, Span span)
                throws IOException, InterruptedException {
            var newer = Lastlog2.read(files, programs, span);
            boolean reachBack =
                    newer.map(Lastlog2::reachesBack)
                            .orElseGet(() -> LoginRecords.lastlogReachesBack(files, span));
            var wtmp = layout.isPresent() ? layout.get().wtmp(files, span) : Map.<String, Seen>of();
            return new Logs(layout, newer, wtmp, reachBack, span);
        }

        /** What both have, where both are there; empty where neither is. */
        Optional<Seen> of(DeviceFiles files, Account account) {
            var newer = lastlog2.map(log -> log.seen(account.name()));
            var older = layout.flatMap(log -> lastlog(log, files, account));
            return newer.isPresent() && older.isPresent()
                    ? Optional.of(LoginRecords.later(newer.get(), older.get()))
                    : newer.or(() -> older);
        }

        private Optional<Seen> lastlog(LoginRecords log, DeviceFiles files, Account account) {
            try {
                return log.lastlog(files, account.uid(), span);
            } catch (IOException e) {
                return Optional.empty(); // a damaged disk
            }
        }
    }
}
