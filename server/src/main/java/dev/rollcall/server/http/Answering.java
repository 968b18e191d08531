package dev.rollcall.server.http;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request after another: authenticates, calls the route, writes, and never lets on. */
final class Answering {

    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    private static final String BEARER = "Bearer ";

    /** Bytes of an unread body that are read to keep the connection. */
    private static final int MOST_DRAINED = 64 * 1024;

    private final Authenticator authenticator;
    private final IdSource ids;
    private final RequestListener listener;
    private final BooleanSupplier diskFull;

    Answering(
            Authenticator authenticator,
            IdSource ids,
            RequestListener listener,
            BooleanSupplier diskFull) {
        this.authenticator = authenticator;
        this.ids = ids;
        this.listener = listener;
        this.diskFull = diskFull;
    }

    void answer(Context context, Route route) {
        var id = ids.next().toString();
        long began = System.nanoTime();
        var response = responseTo(context, route, id);
        int status = write(context, response, id);
        done(context, route.path(), status, id, began);
    }

    /** For what no route answers. */
    void refuse(Context context, int status) {
        var id = ids.next().toString();
        long began = System.nanoTime();
        write(context, Problems.render(Problems.ofStatus(status), id), id);
        done(context, "none", status, id, began);
    }

    private void done(Context context, String path, int status, String id, long began) {
        var took = Duration.ofNanos(System.nanoTime() - began);
        var method = context.req().getMethod();
        LOG.debug(
                "request answered id={} method={} route={} status={} ms={} address={}",
                id,
                method,
                path,
                status,
                took.toMillis(),
                context.req().getRemoteAddr());
        listener.answered(method, path, status, took);
    }

    private Response responseTo(Context context, Route route, String id) {
        try {
            var request = new Request(context, route, id, principal(context));
            require(route.access(), request);
            requireRoom(route);
            return route.handler().answer(request);
        } catch (Problem problem) {
            return Problems.render(problem, id);
        } catch (Exception e) {
            // the boundary: one request fails alone, its caller learns the id and nothing else
            LOG.error("request failed id={} route={}", id, route.path(), e);
            // on a disk without a free byte even looking may fail: the caller can do something then
            return diskFull.getAsBoolean()
                    ? Problems.render(refusal(ProblemCode.STORAGE_LOW), id)
                    : failure(id);
        }
    }

    private Optional<Principal> principal(Context context) {
        return Optional.ofNullable(context.header("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip())
                .flatMap(token -> authenticator.authenticate(token, context.req().getRemoteAddr()));
    }

    private static void require(Access access, Request request) {
        switch (access) {
            case OPEN -> {}
            case SIGNED_IN -> {
                if (request.principal().isEmpty()) {
                    throw refusal(ProblemCode.SIGN_IN_REQUIRED);
                }
            }
            case DEVICE -> {
                if (request.certificate().isEmpty()) {
                    throw refusal(ProblemCode.CERTIFICATE_REQUIRED);
                }
            }
        }
    }

    private void requireRoom(Route route) {
        if (route.whenDiskFull() == WhenDiskFull.REFUSE && diskFull.getAsBoolean()) {
            throw refusal(ProblemCode.STORAGE_LOW);
        }
    }

    /** The status that was really sent. */
    private static int write(Context context, Response response, String id) {
        try {
            send(context, response, id);
            return response.status();
        } catch (IOException e) {
            LOG.debug("client went away id={} reason={}", id, e.getMessage());
            return response.status();
        } catch (Exception e) {
            // the boundary for bodies that fail while they are written
            LOG.error("request failed while answering id={}", id, e);
            if (context.res().isCommitted()) {
                breakConnection(context);
                return response.status();
            }
            return writeInstead(context, e instanceof Problem problem ? problem : null, id);
        }
    }

    private static int writeInstead(Context context, @Nullable Problem problem, String id) {
        var response = problem == null ? failure(id) : Problems.render(problem, id);
        try {
            context.res().reset();
            send(context, response, id);
        } catch (IOException e) {
            LOG.debug("client went away id={} reason={}", id, e.getMessage());
        }
        return response.status();
    }

    private static void send(Context context, Response response, String id) throws IOException {
        var out = context.res();
        out.setStatus(response.status());
        if (!response.contentType().isEmpty()) {
            out.setContentType(response.contentType());
        }
        SecurityHeaders.ALL.forEach(out::setHeader);
        out.setHeader("X-Request-Id", id);
        response.headers().forEach(out::setHeader);
        if (!isDrained(context)) {
            out.setHeader("Connection", "close");
        }
        response.body().writeTo(out.getOutputStream());
    }

    /**
     * Reads what a refused request still sends: else the connection would be closed unannounced,
     * and the client's next request on it lost.
     */
    private static boolean isDrained(Context context) throws IOException {
        var in = context.req().getInputStream();
        if (!in.isFinished()) {
            int _ = in.readNBytes(MOST_DRAINED).length;
        }
        return in.isFinished();
    }

    /** Half an answer must not look like a whole one. */
    private static void breakConnection(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private static Response failure(String id) {
        return Problems.render(refusal(ProblemCode.INTERNAL), id);
    }

    private static Problem refusal(ProblemCode code) {
        return new Problem(code, code.sentence());
    }
}
