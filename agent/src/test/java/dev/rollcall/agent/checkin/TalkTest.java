package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.CheckIn;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TalkTest {

    private static final RunId RUN = new RunId(new UUID(0, 1));

    private final Talk talk = new Talk();

    @Test
    void whatWasSaidIsNoNewsUntilItChanges() {
        var notNow = List.of(RunOutcome.without(RUN, Outcome.NOT_NOW, "busy"));
        var done = List.of(RunOutcome.without(RUN, Outcome.SUCCEEDED, "done"));
        assertThat(talk.isNews(List.of(RUN), notNow, Optional.empty())).isTrue();
        talk.answered(checkIn(List.of(RUN), notNow, Optional.empty()));

        assertThat(talk.isNews(List.of(RUN), notNow, Optional.empty())).isFalse();
        assertThat(talk.isNews(List.of(RUN), done, Optional.empty())).isTrue();
    }

    @Test
    void whatWentAwayAndCameBackIsNewsAgain() {
        talk.answered(checkIn(List.of(RUN), List.of(), Optional.empty()));
        talk.isNews(List.of(), List.of(), Optional.empty());

        assertThat(talk.isNews(List.of(RUN), List.of(), Optional.empty())).isTrue();
    }

    @Test
    void anotherInventoryIsNews() {
        var root = Optional.of(Digest.of("one"));
        talk.answered(checkIn(List.of(), List.of(), root));

        assertThat(talk.isNews(List.of(), List.of(), root)).isFalse();
        assertThat(talk.isNews(List.of(), List.of(), Optional.of(Digest.of("two")))).isTrue();
        assertThat(talk.isNews(List.of(), List.of(), Optional.empty())).isFalse();
    }

    @Test
    void rightAfterOrdersAnOutcomeIsNewsAndAnAcknowledgementIsNot() {
        var done = List.of(RunOutcome.without(RUN, Outcome.SUCCEEDED, "done"));
        talk.gather();

        assertThat(talk.isNews(List.of(RUN), List.of(), Optional.empty())).isFalse();
        assertThat(talk.isNews(List.of(), done, Optional.empty())).isTrue();
        assertThat(talk.isNews(List.of(), List.of(), Optional.of(Digest.of("one")))).isTrue();

        talk.gathered();
        assertThat(talk.isNews(List.of(RUN), List.of(), Optional.empty())).isTrue();
    }

    @Test
    void theInventoryIsNamedWhenItIsNewAndWhenTimeHasCome() {
        var root = Optional.of(Digest.of("one"));
        assertThat(talk.sayRoot(root)).isEqualTo(root);
        talk.sayingAll();
        assertThat(talk.sayRoot(root)).isEqualTo(root);
        talk.answered(checkIn(List.of(), List.of(), root));

        assertThat(talk.sayRoot(root)).isEmpty();
        talk.answered(checkIn(List.of(RUN), List.of(), Optional.empty()));
        assertThat(talk.sayRoot(root)).isEmpty();
        talk.makeDue();
        assertThat(talk.sayRoot(root)).isEmpty();
        talk.timeHasCome();
        assertThat(talk.sayRoot(root)).isEqualTo(root);
    }

    @Test
    void moreThanOneCheckInHoldsIsSaidInSeveral() {
        var runs = IntStream.range(0, 300).mapToObj(i -> new RunId(new UUID(1, i))).toList();
        var first = talk.pickAcknowledged(runs);
        talk.answered(checkIn(first, List.of(), Optional.empty()));
        assertThat(talk.isNews(runs, List.of(), Optional.empty())).isTrue();
        var second = talk.pickAcknowledged(runs);
        talk.answered(checkIn(second, List.of(), Optional.empty()));

        assertThat(first).hasSize(256);
        assertThat(second).startsWith(runs.get(256)).contains(runs.get(299));
        assertThat(talk.isNews(runs, List.of(), Optional.empty())).isFalse();
    }

    @Test
    void whatRunsIsSaidWhenItIsWorthSayingAndThenUntilItEnds() {
        var running = List.of(RUN);
        talk.sayingAll();
        assertThat(talk.sayRunning(running)).isEmpty();

        assertThat(talk.isNews(running)).isTrue();
        talk.runningIsWorthSaying();
        // the answer to one that was said before
        talk.answered(checkIn(List.of(), List.of(), Optional.empty()));
        assertThat(talk.sayRunning(running)).isEqualTo(running);
        talk.sayingAll();
        talk.answered(running(running));

        assertThat(talk.isNews(running)).isFalse();
        assertThat(talk.sayRunning(running)).isEqualTo(running);
        var begunNow = new RunId(new UUID(7, 7));
        assertThat(talk.sayRunning(List.of(RUN, begunNow))).isEqualTo(running);
        talk.timeHasCome();
        assertThat(talk.sayRunning(List.of(begunNow))).containsExactly(begunNow);
    }

    private static CheckIn running(List<RunId> running) {
        return new CheckIn(
                "boot",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                running);
    }

    private static CheckIn checkIn(
            List<RunId> acknowledged, List<RunOutcome> outcomes, Optional<Digest> root) {
        return new CheckIn(
                "boot",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                root,
                acknowledged,
                outcomes,
                Optional.empty(),
                List.of());
    }
}
