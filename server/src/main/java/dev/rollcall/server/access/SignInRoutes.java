package dev.rollcall.server.access;

import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Signing in. */
public final class SignInRoutes implements Routes {

    private static final int MAX_BODY = 4096;

    private final SignIn signIn;

    public SignInRoutes(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Method.POST, "/api/v1/sign-in", Access.OPEN, MAX_BODY, this::signIn)
                        .evenOnAFullDisk());
    }

    private Response signIn(Request request) {
        var body = request.body(Credentials.class);
        var made = signIn.signIn(body.login(), Secret.ofText(body.password()), request.address());
        return Response.created(new SignedIn(made.token(), made.id(), made.expiresAt()));
    }

    record Credentials(String login, String password) {

        Credentials {
            Objects.requireNonNull(login, "login");
            Objects.requireNonNull(password, "password");
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Credentials";
        }
    }

    record SignedIn(String token, TokenId id, Instant expiresAt) {}
}
