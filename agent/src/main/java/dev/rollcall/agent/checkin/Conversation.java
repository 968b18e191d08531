package dev.rollcall.agent.checkin;

import dev.rollcall.agent.checkin.NextMessage.BulkFacts;
import dev.rollcall.agent.checkin.NextMessage.ControlFacts;
import dev.rollcall.agent.connection.Backoff;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's talk: looks at what there is, and says the next thing. Used from steps only. */
final class Conversation {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** What outlives a session. */
    interface Host {

        Optional<String> continuation();

        Optional<Collected> inventory();

        /** Whether the figures are to be said though the server did not ask. */
        FiguresDue figures();

        /** Runs as a step of the loop. */
        void post(Runnable step);

        /**
         * Makes durable what a reply brought, and acts on it.
         *
         * @param until the end of the certificate that authenticated it
         */
        void take(CheckIn said, CheckInReply reply, Instant until, Duration took);

        void refused(Conversation by, Refused refused);
    }

    private final ServerConnection session;
    private final Speaker speaker;
    private final Rooms rooms;
    private final Host host;
    private final LongSupplier nanoTime;
    private final Talk talk = new Talk();
    private @Nullable Duration heartbeat;
    private boolean over;

    Conversation(
            ServerConnection session,
            Speaker speaker,
            Rooms rooms,
            Host host,
            LongSupplier nanoTime) {
        this.session = session;
        this.speaker = speaker;
        this.rooms = rooms;
        this.host = host;
        this.nanoTime = nanoTime;
    }

    boolean greeted() {
        return talk.greeted();
    }

    /** Nothing more is said or heard. */
    void end() {
        over = true;
        session.close();
    }

    /** A check-in is said as soon as its lane is free. */
    void checkInNow() {
        talk.makeDue();
        advance();
    }

    /** One that also says again what has not changed. */
    void checkInOnTime() {
        talk.timeHasCome();
        advance();
    }

    /** Orders were taken on: what they come to at once is said in one message. */
    void gather() {
        talk.gather();
    }

    /** The moment for that is over. */
    void gathered() {
        talk.gathered();
        advance();
    }

    /** What has begun and does not end at once is said, once in a session for its own sake. */
    void sayRunning() {
        if (talk.isNews(rooms.runs().running())) {
            talk.runningIsWorthSaying();
            checkInNow();
        }
    }

    /** Heartbeats come about as often as asked, so that what began together drifts apart. */
    void beat(Duration asked, Backoff backoff) {
        if (!asked.equals(heartbeat)) {
            heartbeat = asked;
            session.beat(backoff.around(asked));
        }
    }

    void advance() {
        if (!over && talk.free(Lane.CONTROL)) {
            sayOnControl();
        }
        if (!over && talk.free(Lane.BULK)) {
            sayOnBulk();
        }
    }

    private void sayOnControl() {
        var acknowledged = rooms.runs().toAcknowledge();
        var outcomes = rooms.runs().outcomes();
        var root = host.inventory().map(Collected::root);
        var report = talk.greeted() ? rooms.policies().report() : Optional.<PolicyReport>empty();
        var renewal =
                talk.mayAskRenewal() ? rooms.renewals().due() : Optional.<RenewalRequest>empty();
        var facts =
                new ControlFacts(
                        talk.greeted(),
                        talk.due(),
                        talk.isNews(acknowledged, outcomes, root),
                        report.isPresent(),
                        renewal.isPresent());
        switch (NextMessage.onControl(facts)) {
            case CHECK_IN ->
                    checkIn(
                            new CheckIn(
                                    speaker.bootId(),
                                    host.continuation(),
                                    talk.greeted()
                                            ? Optional.empty()
                                            : Optional.of(speaker.about()),
                                    Optional.of(rooms.trust().hash()),
                                    rooms.policies().hash(),
                                    talk.sayRoot(root),
                                    talk.pickAcknowledged(acknowledged),
                                    talk.pickOutcomes(outcomes),
                                    Optional.of(rooms.runs().journalLost()).filter(lost -> lost),
                                    talk.sayRunning(rooms.runs().running())));
            case REPORT_POLICY -> reportPolicy(report.orElseThrow());
            case RENEW -> renew(renewal.orElseThrow());
            case NOTHING -> {}
        }
    }

    private void sayOnBulk() {
        var output = talk.greeted() ? rooms.runs().nextOutput() : Optional.<RunOutput>empty();
        var inventory =
                talk.sectionsWanted() || host.figures().areDue()
                        ? host.inventory()
                        : Optional.<Collected>empty();
        var body = output.isEmpty() ? talk.nextBody() : Optional.<InventoryBody>empty();
        var facts =
                new BulkFacts(
                        talk.greeted(),
                        output.isPresent(),
                        body.isPresent(),
                        inventory.isPresent());
        switch (NextMessage.onBulk(facts)) {
            case OUTPUT -> sendOutput(output.orElseThrow());
            case BODY -> ask(Lane.BULK, body.orElseThrow(), this::wants);
            case SECTIONS -> sendSections(inventory.orElseThrow());
            case NOTHING -> {}
        }
    }

    private void sendSections(Collected inventory) {
        talk.sendingSections(new Bodies(inventory.snapshot()));
        var reports = inventory.reports(nanoTime.getAsLong());
        var where = host.figures().where();
        ask(
                Lane.BULK,
                new Sections(reports, rooms.inventories().volatileFacts()),
                reply -> {
                    host.figures().told(where);
                    return wants(reply);
                });
    }

    private void checkIn(CheckIn message) {
        talk.sayingAll();
        long began = nanoTime.getAsLong();
        ask(
                Lane.CONTROL,
                message,
                reply -> {
                    if (!(reply instanceof CheckInReply answer)) {
                        return false;
                    }
                    var took = Duration.ofNanos(nanoTime.getAsLong() - began);
                    host.take(message, answer, session.authenticUntil(), took);
                    talk.answered(message);
                    if (answer.wantsSections()) {
                        talk.wantSections();
                    }
                    return true;
                });
    }

    private void reportPolicy(PolicyReport report) {
        ask(Lane.CONTROL, report, reply -> isHeard(reply, () -> rooms.policies().reported(report)));
    }

    private void sendOutput(RunOutput chunk) {
        ask(Lane.BULK, chunk, reply -> isHeard(reply, () -> rooms.runs().outputReceived(chunk)));
    }

    /** An old server that does not know the message need not be told again either. */
    private static boolean isHeard(ServerMessage reply, Runnable then) {
        if (reply instanceof Received || reply instanceof Unsupported) {
            then.run();
            return true;
        }
        return false;
    }

    private boolean wants(ServerMessage reply) {
        if (reply instanceof Received received) {
            talk.want(received.wanted());
            return true;
        }
        return reply instanceof Unsupported;
    }

    private void renew(RenewalRequest request) {
        talk.askRenewal();
        ask(
                Lane.CONTROL,
                request,
                reply -> {
                    if (reply instanceof RenewalReply renewed
                            && rooms.renewals().answered(renewed)) {
                        LOG.info("certificate renewed, opening a session with it");
                        session.close();
                    }
                    return reply instanceof RenewalReply || reply instanceof Unsupported;
                });
    }

    /** Sends on a free lane. @param answers whether a reply is one to this message */
    private void ask(Lane lane, AgentMessage message, Predicate<ServerMessage> answers) {
        talk.occupy(lane);
        var _ =
                session.ask(lane, message)
                        .thenAccept(reply -> host.post(() -> hear(lane, reply, answers)));
    }

    private void hear(Lane lane, ServerMessage reply, Predicate<ServerMessage> answers) {
        if (over) {
            return;
        }
        talk.release(lane);
        if (reply instanceof Refused refused) {
            host.refused(this, refused);
        } else if (answers.test(reply)) {
            advance();
        } else {
            LOG.warn("reply of the wrong kind type={}", reply.getClass().getSimpleName());
            session.close();
        }
    }
}
