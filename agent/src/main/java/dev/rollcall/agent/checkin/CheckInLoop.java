package dev.rollcall.agent.checkin;

import dev.rollcall.agent.checkin.Reenrollments.Reply.Joined;
import dev.rollcall.agent.checkin.Reenrollments.Reply.Renewed;
import dev.rollcall.agent.checkin.Reenrollments.Reply.Told;
import dev.rollcall.agent.checkin.Reenrollments.Reply.Unanswered;
import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.connection.Backoff;
import dev.rollcall.agent.connection.CloseReason;
import dev.rollcall.agent.connection.Closed;
import dev.rollcall.agent.connection.Connector;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.SessionEndedException;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of the agent: keeps a session, and says in it whatever there is to say. Its public
 * methods are safe for use by many threads and never block.
 */
public final class CheckInLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckInLoop.class);

    private static final Duration GATHERING = Duration.ofMillis(150);

    /** A run that has not ended after so long is said to be running. */
    private static final Duration WORTH_SAYING = Duration.ofSeconds(3);

    private final Speaker speaker;
    private final Rooms rooms;
    private final Connector connector;
    private final Continuation continuation;
    private final TimeFloor floor;
    private final Surroundings life;
    private final Watcher watcher;
    private final Mailbox mailbox;
    private final Collecting collecting;
    private final Background enforcing;
    private final Asking asking;
    private final Backoff backoff;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();

    // all below belong to the mailbox's steps
    private @Nullable Conversation conversation;
    private @Nullable Future<?> timer;
    private Situation situation = new Situation(State.CONNECTING, "starting");
    private boolean connecting;
    private boolean askingBeside;
    private boolean closing;

    public CheckInLoop(
            Speaker speaker,
            Rooms rooms,
            Connector connector,
            Memory memory,
            TimeFloor floor,
            Surroundings life,
            Watcher watcher) {
        this.speaker = speaker;
        this.rooms = rooms;
        this.connector = connector;
        this.continuation = new Continuation(memory, floor);
        this.floor = floor;
        this.life = life;
        this.watcher = watcher;
        this.mailbox = new Mailbox(life.work(), this::stepFailed);
        this.collecting =
                new Collecting(
                        rooms.inventories(),
                        new Background(life.work(), mailbox, CheckInLoop::roomFailed),
                        mailbox,
                        life.nanoTime(),
                        this::advance);
        this.enforcing = new Background(life.work(), mailbox, CheckInLoop::roomFailed);
        this.asking = new Asking(rooms.reenrollments(), life.work(), mailbox);
        this.backoff = new Backoff(life.random());
    }

    /** Begins to connect, and to collect as soon as that went well or failed. Call once. */
    public void start() {
        mailbox.post(() -> {
            continuation.recall();
            open();
        });
    }

    /** Something may have come up that the server should hear: an outcome, a report, output. */
    public void wake() {
        mailbox.post(this::advance);
    }

    /** The inventory is to be another: what changed is sent. */
    public void inventoryChanged() {
        mailbox.post(collecting::begin);
    }

    /** It was collected anew because somebody wants to see it: the figures go along with it. */
    public void inventoryAsked() {
        mailbox.post(() -> {
            collecting.figures().ask();
            collecting.begin();
        });
    }

    /** Done when the device has an identity of another enrollment, with which all begins anew. */
    public CompletableFuture<Void> joinedAnew() {
        return joined;
    }

    /** Ends the session; what was not recorded is said in the next life. Done when it has ended. */
    public CompletableFuture<Void> end() {
        mailbox.post(() -> {
            closing = true;
            cancelTimer();
            if (conversation != null) {
                conversation.end();
            } else if (!connecting) {
                ended.complete(null);
            }
        });
        return ended;
    }

    @Override
    public void close() {
        var _ = end();
    }

    private void open() {
        if (closing || connecting || conversation != null) {
            return;
        }
        connecting = true;
        long began = life.nanoTime().getAsLong();
        var _ =
                connecting()
                        .whenComplete((session, failure) ->
                                mailbox.post(() -> opened(session, failure, began)));
    }

    private CompletableFuture<ServerConnection> connecting() {
        try {
            return connector.connect(message -> mailbox.post(() -> heard(message)));
        } catch (RuntimeException e) {
            // an identity that cannot be read is tried again like a server that cannot be reached
            return CompletableFuture.failedFuture(e);
        }
    }

    private void opened(
            @Nullable ServerConnection session, @Nullable Throwable failure, long began) {
        connecting = false;
        if (session == null) {
            collectAtFirst();
            connector.failed();
            tryAgainLater(endOf(failure));
            return;
        }
        if (closing) {
            session.close();
            ended.complete(null);
            return;
        }
        var opened =
                new Conversation(
                        session,
                        speaker.by(connector.protection()),
                        rooms,
                        new Home(),
                        life.nanoTime());
        conversation = opened;
        collecting.sessionOpened();
        watcher.connected(Duration.ofNanos(life.nanoTime().getAsLong() - began));
        var _ = session.closed().thenAccept(end -> mailbox.post(() -> sessionEnded(opened, end)));
        opened.advance();
    }

    private void sessionEnded(Conversation of, Closed end) {
        if (conversation != of) {
            return;
        }
        conversation = null;
        of.end();
        cancelTimer();
        if (!of.greeted()) {
            connector.failed();
        }
        tryAgainLater(end);
    }

    private void tryAgainLater(Closed why) {
        if (closing) {
            ended.complete(null);
            return;
        }
        var then = AfterRefusal.of(why.reason());
        var wait = then.pause().map(backoff::atLeast).orElseGet(backoff::next);
        LOG.info(
                "no session reason={} detail=\"{}\" again-in={}",
                why.reason().word(),
                why.detail(),
                wait);
        stand(then.state(), why.detail());
        after(wait, this::open);
    }

    private void heard(ServerMessage message) {
        if (conversation == null) {
            return;
        }
        switch (message) {
            case Nudge nudge -> {
                LOG.debug("nudged reason={}", nudge.reason());
                conversation.checkInNow();
            }
            case Refused refused -> refused(conversation, refused);
            case CheckInReply _, Received _, RenewalReply _, Unsupported _ ->
                    LOG.debug("unasked message ignored type={}", message.getClass());
        }
    }

    private void refused(Conversation by, Refused refused) {
        if (conversation != by) {
            return;
        }
        conversation = null;
        by.end();
        cancelTimer();
        if (closing) {
            ended.complete(null);
            return;
        }
        if (refused.reaction() != Refused.Reaction.RETRY_LATER && connector.refused()) {
            LOG.info("identity refused, showing the other one next code={}", refused.code());
            after(backoff.next(), this::open);
            return;
        }
        if (refused.reaction() == Refused.Reaction.RE_ENROLL) {
            reenroll(refused);
        } else {
            stay(refused);
        }
    }

    /** The identity may still be good for another one; what the server says to that decides. */
    private void reenroll(Refused refused) {
        LOG.info("refused, asking for another identity code={}", refused.code());
        stand(State.RETURNING, refused.code() + ": " + refused.message());
        connecting = true;
        asking.ask(refused, this::reenrolled);
    }

    private void reenrolled(Reenrollments.Reply reply) {
        connecting = false;
        if (closing) {
            ended.complete(null);
            return;
        }
        switch (reply) {
            case Renewed() -> after(backoff.next(), this::open);
            case Joined() -> joined.complete(null);
            case Told(var refused) -> stay(refused);
            case Unanswered(var detail, var asked) -> {
                var wait =
                        asked.map(AfterRefusal::sensible)
                                .map(backoff::atLeast)
                                .orElseGet(backoff::next);
                LOG.info("no other identity yet detail=\"{}\" again-in={}", detail, wait);
                stand(State.RETURNING, "waits for a new certificate: " + detail);
                after(wait, this::open);
            }
        }
    }

    /** The session goes on meanwhile, for what is urgent. */
    private void askBeside(String why) {
        if (askingBeside || closing) {
            return;
        }
        askingBeside = true;
        LOG.warn("the server wants this device to take a new key code={}", why);
        var refused = new Refused(why, Refused.Reaction.RE_ENROLL, Optional.empty(), why);
        asking.ask(refused, this::answeredBeside);
    }

    private void answeredBeside(Reenrollments.Reply reply) {
        askingBeside = false;
        if (closing) {
            return;
        }
        switch (reply) {
            case Joined() -> joined.complete(null);
            case Renewed() -> showNext();
            // asked again with the next check-in
            case Told(var refused) -> LOG.info("no new key yet code={}", refused.code());
            case Unanswered(var detail, var _) -> LOG.info("no new key yet detail=\"{}\"", detail);
        }
    }

    private void showNext() {
        if (conversation != null) {
            conversation.end();
            conversation = null;
            cancelTimer();
            open();
        }
    }

    private void stay(Refused refused) {
        var then = AfterRefusal.of(refused);
        var wait = then.pause().map(backoff::atLeast);
        LOG.warn(
                "refused code={} message=\"{}\" again-in={}",
                refused.code(),
                refused.message(),
                wait.map(Duration::toString).orElse("never"));
        stand(then.state(), refused.code() + ": " + refused.message());
        wait.ifPresent(duration -> after(duration, this::open));
    }

    private void advance() {
        if (conversation != null && !closing) {
            conversation.advance();
        }
    }

    /** Runs inside a conversation's step: what is thrown here ends the session. */
    private void take(CheckIn said, CheckInReply reply, Instant until, Duration took) {
        rooms.inventories().heard(reply.serverTime(), took);
        floor.raise(reply.serverTime(), until);
        continuation.keep(reply.continuation());
        connector.worked();
        backoff.reset();
        stand(State.CONNECTED, "connected");
        collectAtFirst();
        // first, since an order may be signed with a key that comes with it
        reply.trustBundle().ifPresent(rooms.trust()::offer);
        // also with nothing in it: what a full disk put off is tried again
        rooms.runs().recorded(reply.recorded(), said.outcomes());
        if (!reply.cancelled().isEmpty()) {
            rooms.runs().cancel(reply.cancelled());
        }
        if (!reply.orders().isEmpty()) {
            var accepted = rooms.runs().accept(reply.orders());
            LOG.info("orders offered={} accepted={}", reply.orders().size(), accepted.size());
            gather();
        }
        reply.policy().ifPresent(this::enforce);
        after(backoff.around(AfterRefusal.sensible(reply.nextCheckIn())), this::timeToCheckIn);
        reply.heartbeat().ifPresent(this::beat);
        reply.reenroll().ifPresent(this::askBeside);
        watcher.checkedIn(reply, took);
    }

    /** What takes no longer is answered with its outcome and needs no acknowledgement before. */
    private void gather() {
        var of = conversation;
        if (of != null) {
            of.gather();
            postIn(GATHERING, of::gathered);
            postIn(WORTH_SAYING, of::sayRunning);
        }
    }

    private void postIn(Duration wait, Runnable step) {
        var _ =
                life.timer()
                        .schedule(() -> mailbox.post(step), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(Duration asked) {
        if (conversation != null) {
            conversation.beat(asked, backoff);
        }
    }

    private void enforce(PolicyOffer offer) {
        enforcing.run(() -> {
            rooms.policies().offer(offer);
            wake();
            // it may switch sections off, or on again
            inventoryChanged();
        });
    }

    private void timeToCheckIn() {
        if (conversation != null) {
            collecting.begin();
            conversation.checkInOnTime();
        }
    }

    private void collectAtFirst() {
        if (!closing) {
            collecting.beginAtFirst();
        }
    }

    private void after(Duration wait, Runnable step) {
        cancelTimer();
        timer =
                life.timer()
                        .schedule(() -> mailbox.post(step), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void stand(State state, String detail) {
        var now = new Situation(state, detail);
        if (!now.equals(situation)) {
            situation = now;
            watcher.stands(now);
        }
    }

    /** What must be durable is not: nothing more may be promised in this session. */
    private void stepFailed(RuntimeException failure) {
        LOG.error("check-in step failed, ending the session", failure);
        if (conversation != null) {
            conversation.end();
            conversation = null;
            tryAgainLater(new Closed(CloseReason.BUG, String.valueOf(failure.getMessage())));
        }
    }

    private static void roomFailed(RuntimeException failure) {
        LOG.error("work beside the conversation failed", failure);
    }

    private static Closed endOf(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SessionEndedException end
                ? new Closed(end.reason(), end.detail())
                : new Closed(CloseReason.BUG, String.valueOf(cause));
    }

    /** The loop as its conversations see it. */
    private final class Home implements Conversation.Host {

        @Override
        public Optional<String> continuation() {
            return continuation.kept();
        }

        @Override
        public Optional<Collected> inventory() {
            return collecting.inventory();
        }

        @Override
        public FiguresDue figures() {
            return collecting.figures();
        }

        @Override
        public void post(Runnable step) {
            mailbox.post(step);
        }

        @Override
        public void take(CheckIn said, CheckInReply reply, Instant until, Duration took) {
            CheckInLoop.this.take(said, reply, until, took);
        }

        @Override
        public void refused(Conversation by, Refused refused) {
            CheckInLoop.this.refused(by, refused);
        }
    }
}
