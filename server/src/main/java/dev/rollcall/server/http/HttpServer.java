package dev.rollcall.server.http;

import dev.rollcall.common.id.IdSource;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The HTTPS server, listening. */
public final class HttpServer implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 4000;
    private static final int MOST_HEADER_BYTES = 16 * 1024;

    private final Javalin javalin;

    private HttpServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Listens when it returns; a port that is taken is a {@link HttpException}.
     *
     * @param diskFull whether there is room for outcomes only, so that what can wait is refused
     */
    public static HttpServer start(
            HttpConfig config,
            TlsMaterial tls,
            Authenticator authenticator,
            IdSource ids,
            RequestListener listener,
            BooleanSupplier diskFull,
            List<? extends Routes> rooms) {
        var answering = new Answering(authenticator, ids, listener, diskFull);
        var factory = Tls.factory(tls);
        try {
            return new HttpServer(
                    Javalin.start(javalin -> {
                        quiet(javalin);
                        javalin.jetty.modifyServer(server -> {
                            server.setErrorHandler(new BareErrors(ids));
                            server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
                            server.setStopTimeout(5000);
                        });
                        javalin.jetty.addConnector((server, http) ->
                                connector(server, http, config, factory, listener));
                        addRoutes(javalin, rooms, answering);
                    }));
        } catch (RuntimeException e) {
            throw new HttpException("listen on " + config.host() + ":" + config.port(), e);
        }
    }

    /** Where it really listens. */
    public int port() {
        return javalin.port();
    }

    /** Stops accepting, waits a little for what is being answered; again does nothing. */
    @Override
    public void close() {
        javalin.stop();
    }

    private static void quiet(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        javalin.http.prefer405over404 = true;
        javalin.router.ignoreTrailingSlashes = false;
    }

    private static void addRoutes(
            JavalinConfig javalin, List<? extends Routes> rooms, Answering answering) {
        for (var room : rooms) {
            for (var route : room.routes()) {
                javalin.routes.addHttpHandler(
                        HandlerType.findOrCreate(route.method().name()),
                        route.path(),
                        context -> answering.answer(context, route));
            }
        }
        javalin.routes.exception(
                HttpResponseException.class,
                (failure, context) -> answering.refuse(context, failure.getStatus()));
        javalin.routes.exception(
                Exception.class, (failure, context) -> answering.refuse(context, 500));
    }

    private static Connector connector(
            Server server,
            HttpConfiguration http,
            HttpConfig config,
            SslContextFactory.Server factory,
            RequestListener listener) {
        // names and addresses of the certificate are the client's to check
        http.addCustomizer(new SecureRequestCustomizer(false));
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        var plain = new HttpConnectionFactory(http);
        var secure = new SslConnectionFactory(factory, plain.getProtocol());
        var connector = new ServerConnector(server, 1, 1, secure, plain);
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(config.idle().toMillis());
        connector.addBean(
                new SlowRequests(connector.getScheduler(), config.idle(), listener::tooSlow));
        connector.setAcceptQueueSize(256);
        return connector;
    }
}
