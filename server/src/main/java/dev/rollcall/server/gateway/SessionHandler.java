package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.EndSession;
import dev.rollcall.server.gateway.frame.GatewayMeters;
import dev.rollcall.server.gateway.frame.Request;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.problem.Refusals;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads one connection through its phases and carries requests to the rooms and answers back. */
final class SessionHandler extends SimpleChannelInboundHandler<Request> {

    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

    private final GatewayRooms rooms;
    private final Sessions sessions;
    private final GatewayMeters meters;
    private Phase phase = new Phase.Unidentified();

    SessionHandler(GatewayRooms rooms, Sessions sessions, GatewayMeters meters) {
        this.rooms = rooms;
        this.sessions = sessions;
        this.meters = meters;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case Identified.Known(var device) -> phase = new Phase.Greeting(device);
            case Identified.Unwelcome(var code) -> phase = new Phase.Unwelcome(code);
            case EndSession wish -> {
                leave();
                ctx.fireUserEventTriggered(wish);
            }
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Request request) {
        switch (phase) {
            case Phase.Unidentified() -> throw new IllegalStateException("the barrier let it pass");
            case Phase.Unwelcome(var code) ->
                    end(
                            ctx,
                            EndSession.answering(
                                    CloseReason.UNWELCOME, request, unwelcome(code, ctx, request)));
            case Phase.Greeting(var device) -> greet(ctx, device, request);
            case Phase.Live(var session) -> converse(ctx, session, request);
            case Phase.Over() -> {}
        }
    }

    private void greet(ChannelHandlerContext ctx, EnrolledDevice device, Request request) {
        if (!(request.message() instanceof CheckIn)) {
            end(ctx, EndSession.because(CloseReason.NOT_A_CHECK_IN));
            return;
        }
        var session =
                new Session(
                        device,
                        new SessionFacts(rooms.nextNumber(), rooms.clock().instant(), address(ctx)),
                        ctx.channel(),
                        new AtomicReference<>());
        phase = new Phase.Live(session);
        sessions.opened(session);
        converse(ctx, session, request);
    }

    private void converse(ChannelHandlerContext ctx, Session session, Request request) {
        switch (request.message()) {
            case Unsupported unknown -> {
                meters.unknownMessage();
                var _ = ctx.writeAndFlush(request.reply(unknown), ctx.voidPromise());
                return;
            }
            case CheckIn checkIn -> session.checkedIn();
            default -> {}
        }
        var _ =
                answer(session, request)
                        .whenCompleteAsync(
                                (reply, fault) -> reply(ctx, session, request, reply, fault),
                                ctx.executor());
    }

    private CompletableFuture<ServerMessage> answer(Session session, Request request) {
        try {
            return rooms.answers().answer(session.device(), session.facts(), request.message());
        } catch (RuntimeException e) {
            // a boundary: one device's message must fail alone
            return CompletableFuture.failedFuture(e);
        }
    }

    private void reply(
            ChannelHandlerContext ctx,
            Session session,
            Request request,
            @Nullable ServerMessage reply,
            @Nullable Throwable fault) {
        if (phase instanceof Phase.Over) {
            return;
        }
        var answer = reply == null ? refusal(ctx, session, request, fault) : reply;
        if (answer instanceof Refused refused) {
            end(ctx, EndSession.answering(CloseReason.REFUSED, request, refused));
        } else {
            var _ = ctx.writeAndFlush(request.reply(answer), ctx.voidPromise());
        }
    }

    private static Refused refusal(
            ChannelHandlerContext ctx,
            Session session,
            Request request,
            @Nullable Throwable fault) {
        var cause = fault instanceof CompletionException wrapped ? wrapped.getCause() : fault;
        if (cause instanceof Problem problem) {
            LOG.info(
                    "a device was refused device={} code={}",
                    session.device().device(),
                    problem.code().word());
            return Refusals.of(problem);
        }
        var reference = reference(ctx, request);
        LOG.error(
                "a message could not be answered device={} reference={}",
                session.device().device(),
                reference,
                cause);
        return Refusals.internal(reference);
    }

    private static Refused unwelcome(ProblemCode code, ChannelHandlerContext ctx, Request request) {
        return code == ProblemCode.INTERNAL
                ? Refusals.internal(reference(ctx, request))
                : Refusals.of(code);
    }

    /** Names a message in the log and to who sent it; begins with the name of its channel. */
    private static String reference(ChannelHandlerContext ctx, Request request) {
        return ctx.channel().id().asShortText() + "-" + request.correlation();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave();
        ctx.fireChannelInactive();
    }

    private void leave() {
        if (phase instanceof Phase.Live(var session)) {
            sessions.closed(session);
            rooms.ended().accept(session.facts());
        }
        phase = new Phase.Over();
    }

    private static void end(ChannelHandlerContext ctx, EndSession wish) {
        ctx.pipeline().fireUserEventTriggered(wish);
    }

    private static InetAddress address(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
