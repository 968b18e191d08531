package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Enroller.Where;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;

/**
 * Taking all that makes a device this device out of its state folder, before an image is made of
 * it. A marker is durable first and says when all is done, so that whoever owns the folder next
 * completes what was cut short.
 */
public final class Sealing {

    static final String MARKER = "sealed";

    /**
     * What policies replaced is of the image and of no device: without it nothing is given back.
     */
    private static final String REPLACED = "replaced";

    private Sealing() {}

    /**
     * That the folder is sealed, and where the device was enrolled.
     *
     * @param complete whether everything was taken out
     * @param server its HTTPS port
     * @param fingerprint of the server's root certificate
     */
    public record Sealed(
            boolean complete,
            Optional<String> server,
            Optional<String> fingerprint,
            Optional<String> proxy) {

        public Sealed {
            Objects.requireNonNull(server, "server");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(proxy, "proxy");
        }

        static Sealed begun(Where where) {
            return new Sealed(
                    false,
                    Optional.of(where.server()),
                    Fingerprint.ofPem(where.root()).map(f -> f.digest().hex()),
                    where.proxy());
        }

        static Sealed ofNobody() {
            return new Sealed(false, Optional.empty(), Optional.empty(), Optional.empty());
        }

        Sealed again() {
            return new Sealed(false, server, fingerprint, proxy);
        }

        Sealed completed() {
            return new Sealed(true, server, fingerprint, proxy);
        }

        /** The proxy that the device connected through. */
        public Optional<Endpoint> through() {
            return proxy.map(Endpoint::parse);
        }

        /** The command that enrolls such a device again. */
        public String howToEnroll() {
            return "rollcall-agent enroll --server "
                    + server.orElse("https://SERVER:8443")
                    + " --ca-fingerprint "
                    + fingerprint.orElse("FINGERPRINT")
                    + " --token-file FILE";
        }
    }

    /** Empty where the device is not sealed. A marker that cannot be read seals, too. */
    public static Optional<Sealed> of(StateFolder folder) {
        try {
            return folder.read(MARKER).map(b -> Json.strict().readValue(b, Sealed.class));
        } catch (JacksonException | NullPointerException e) {
            return Optional.of(Sealed.ofNobody());
        }
    }

    /** Durable when this returns, however often it was begun. The caller owns the folder. */
    public static Sealed seal(StateFolder folder) {
        // a marker knows where the device was enrolled when the folder does not any more
        var known = Enroller.read(folder);
        var begun =
                known.map(Sealed::begun)
                        .or(() -> of(folder).map(Sealed::again))
                        .orElseGet(Sealed::ofNobody);
        mark(folder, begun);
        return complete(folder, begun);
    }

    /** Completes what was cut short, and does nothing else. The caller owns the folder. */
    public static void resume(StateFolder folder) {
        of(folder).filter(sealed -> !sealed.complete()).ifPresent(s -> complete(folder, s));
    }

    /** The device is enrolled again. */
    public static void lift(StateFolder folder) {
        folder.delete(MARKER);
    }

    private static Sealed complete(StateFolder folder, Sealed begun) {
        // the identity goes last: while it is there the service is started, which completes this
        folder.empty(Set.of(MARKER, REPLACED, IdentityStore.CURRENT));
        folder.delete(IdentityStore.CURRENT);
        var sealed = begun.completed();
        mark(folder, sealed);
        return sealed;
    }

    private static void mark(StateFolder folder, Sealed sealed) {
        folder.write(MARKER, Json.strict().writeValueAsBytes(sealed));
    }
}
