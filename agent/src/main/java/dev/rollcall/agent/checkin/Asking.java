package dev.rollcall.agent.checkin;

import dev.rollcall.agent.checkin.Reenrollments.Reply;
import dev.rollcall.common.protocol.Refused;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for another identity beside the loop's steps, and says in a step what came of it. */
final class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final Reenrollments reenrollments;
    private final Executor work;
    private final Mailbox mailbox;

    Asking(Reenrollments reenrollments, Executor work, Mailbox mailbox) {
        this.reenrollments = reenrollments;
        this.work = work;
        this.mailbox = mailbox;
    }

    /**
     * @param then a step, which comes in any case
     */
    void ask(Refused why, Consumer<Reply> then) {
        work.execute(() -> {
            var reply = reply(why);
            mailbox.post(() -> then.accept(reply));
        });
    }

    private Reply reply(Refused why) {
        try {
            return reenrollments.ask(why);
        } catch (RuntimeException e) {
            // a room's failure is told, and asked again like a server that cannot be reached
            LOG.error("asking for another identity failed", e);
            return new Reply.Unanswered(String.valueOf(e.getMessage()), Optional.empty());
        }
    }
}
