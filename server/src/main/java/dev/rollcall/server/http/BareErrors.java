package dev.rollcall.server.http;

import dev.rollcall.common.id.IdSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what is so broken that no route is reached, such as a bad address line. */
final class BareErrors extends ErrorHandler {

    private final IdSource ids;

    BareErrors(IdSource ids) {
        this.ids = ids;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            String message,
            Throwable cause,
            Callback callback)
            throws IOException {
        var id = ids.next().toString();
        var rendered = Problems.render(Problems.ofStatus(status), id);
        var body = new ByteArrayOutputStream();
        rendered.body().writeTo(body);
        response.setStatus(status);
        SecurityHeaders.ALL.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put("X-Request-Id", id);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, rendered.contentType());
        response.write(true, ByteBuffer.wrap(body.toByteArray()), callback);
    }
}
