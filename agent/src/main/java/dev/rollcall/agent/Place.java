package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the agent lives. */
final class Place {

    static final Duration DRIFT = Duration.ofMinutes(5);

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "${env:ROLLCALL_STATE:-/var/lib/rollcall-agent}",
            description = "state folder (default: ${DEFAULT-VALUE})")
    private Path state = Path.of("/var/lib/rollcall-agent");

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "enforce policies below this folder, for a rehearsal")
    private Path root = Path.of("/");

    @Option(
            names = "--proxy",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:ROLLCALL_PROXY}",
            converter = EndpointConverter.class,
            description = "HTTP proxy to connect through")
    private @Nullable Endpoint proxy;

    AgentConfig config() {
        return new AgentConfig(state, root, DRIFT, Optional.ofNullable(proxy));
    }

    /** Reads {@code host:port} from the command line. */
    static final class EndpointConverter implements picocli.CommandLine.ITypeConverter<Endpoint> {

        @Override
        public Endpoint convert(String value) {
            try {
                return Endpoint.parse(value);
            } catch (IllegalArgumentException e) {
                throw new picocli.CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
