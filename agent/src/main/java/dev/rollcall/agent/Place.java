package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.keys.KeyChoice;
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

    @Option(
            names = "--key-store",
            paramLabel = "auto|file|tpm",
            defaultValue = "${env:ROLLCALL_KEY_STORE}",
            converter = KeyChoiceConverter.class,
            description = {
                "where keys are made: in the TPM 2.0 where one works (auto, the default), in a",
                "file, or in the TPM and nowhere else; what a device was enrolled with holds on"
            })
    private @Nullable KeyChoice keys;

    AgentConfig config() {
        return new AgentConfig(
                state, root, DRIFT, Optional.ofNullable(proxy), Optional.ofNullable(keys));
    }

    /** Reads {@code auto}, {@code file} or {@code tpm} from the command line. */
    static final class KeyChoiceConverter implements picocli.CommandLine.ITypeConverter<KeyChoice> {

        @Override
        public KeyChoice convert(String value) {
            return switch (value) {
                case "auto" -> KeyChoice.AUTO;
                case "file" -> KeyChoice.FILE;
                case "tpm" -> KeyChoice.TPM;
                default ->
                        throw new picocli.CommandLine.TypeConversionException(
                                "'" + value + "' is none of auto, file, tpm");
            };
        }
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
