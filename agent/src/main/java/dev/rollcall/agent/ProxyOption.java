package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of commands that connect. */
final class ProxyOption {

    @Option(
            names = "--proxy",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:ROLLCALL_PROXY}",
            converter = EndpointConverter.class,
            description = "HTTP proxy to connect through")
    private @Nullable Endpoint proxy;

    Optional<Endpoint> proxy() {
        return Optional.ofNullable(proxy);
    }

    /** Reads {@code host:port} from the command line. */
    static final class EndpointConverter implements ITypeConverter<Endpoint> {

        @Override
        public Endpoint convert(String value) {
            try {
                return Endpoint.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
