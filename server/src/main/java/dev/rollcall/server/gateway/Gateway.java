package dev.rollcall.server.gateway;

import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.EndSession;
import dev.rollcall.server.gateway.frame.GatewayMeters;
import dev.rollcall.server.gateway.guard.AcceptPace;
import dev.rollcall.server.gateway.guard.GatewayTls;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.problem.Refusals;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening device gateway. */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(16 * 1024, 64 * 1024);
    private static final int BACKLOG = 4096;
    private static final int LAST_WORDS_MILLIS = 3_000;

    private final GatewayConfig config;
    private final EventLoopGroup loops;
    private final SslContext tls;
    private final Sessions sessions;
    private final RandomGenerator random;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Gateway(
            GatewayConfig config,
            EventLoopGroup loops,
            SslContext tls,
            Sessions sessions,
            RandomGenerator random,
            Channel listening) {
        this.config = config;
        this.loops = loops;
        this.tls = tls;
        this.sessions = sessions;
        this.random = random;
        this.listening = listening;
    }

    /** Listens when it returns; a port that is taken is an {@link IllegalStateException}. */
    public static Gateway start(
            GatewayConfig config,
            GatewayTls identity,
            GatewayRooms rooms,
            Sessions sessions,
            MeterRegistry meters,
            RandomGenerator random) {
        return start(Engine.ofThisMachine(), config, identity, rooms, sessions, meters, random);
    }

    static Gateway start(
            Engine engine,
            GatewayConfig config,
            GatewayTls identity,
            GatewayRooms rooms,
            Sessions sessions,
            MeterRegistry meters,
            RandomGenerator random) {
        var tls = identity.context(engine.tls());
        var loops =
                new MultiThreadIoEventLoopGroup(
                        config.eventLoops(), engine.transport().ioHandlers());
        var pipeline = new GatewayPipeline(config, tls, rooms, sessions, new GatewayMeters(meters));
        sessions.countIn(meters);
        var bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(engine.transport().channel())
                        .handler(new AcceptPace(config.acceptsPerSecond()))
                        .childHandler(pipeline)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .bind(config.host(), config.port())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            ReferenceCountUtil.release(tls);
            throw new IllegalStateException(
                    "the gateway cannot listen on " + config.host() + ":" + config.port(),
                    bound.cause());
        }
        var gateway = new Gateway(config, loops, tls, sessions, random, bound.channel());
        LOG.info(
                "gateway listens port={} transport={} tls={}",
                gateway.port(),
                engine.transport(),
                engine.tls());
        return gateway;
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * Stops accepting, tells the sessions to come back later at a steady pace, then stops; again
     * does nothing.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        var _ = listening.close().awaitUninterruptibly();
        sessions.stopNudging();
        drain();
        var _ = loops.shutdownGracefully(100, 3_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        ReferenceCountUtil.release(tls);
    }

    private void drain() {
        var live = sessions.live();
        if (live.isEmpty()) {
            return;
        }
        LOG.info("gateway drains sessions={}", live.size());
        var pause = Drain.pause(live.size(), config.closesPerSecond(), config.drainAtMost());
        var within = Drain.comeBackWithin(live.size());
        try {
            for (var session : live) {
                var refused = Refusals.of(ProblemCode.SHUTTING_DOWN, comeBackAfter(within));
                session.end(EndSession.telling(CloseReason.STOPPING, refused));
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
            awaitLastWords();
        } catch (InterruptedException e) {
            // in a hurry: the rest is closed with the event loops
            Thread.currentThread().interrupt();
        }
    }

    /** Event loops that stop close their channels before they write what is queued. */
    private void awaitLastWords() throws InterruptedException {
        for (int i = 0; i < LAST_WORDS_MILLIS / 10 && sessions.count() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private Duration comeBackAfter(Duration within) {
        return Duration.ofMillis(random.nextLong(1_000, within.toMillis()));
    }
}
