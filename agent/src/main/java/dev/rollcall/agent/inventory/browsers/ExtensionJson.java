package dev.rollcall.agent.inventory.browsers;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads single texts out of JSON that anybody may have written, token by token: what is not asked
 * for is skipped and takes no memory. Comments are let pass, as Chromium does.
 */
final class ExtensionJson {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(64)
                                    .maxNameLength(16 * 1024)
                                    .maxStringLength(64 * 1024)
                                    .build())
                    .build();

    private ExtensionJson() {}

    /** Something to do with a parser. */
    interface Reading<T> {
        T read(JsonParser parser) throws JacksonException;
    }

    /**
     * What a reading makes of an object, whose start was just read; closes the stream.
     *
     * @throws IOException where it is no JSON, or too large
     */
    static <T> T object(InputStream in, Reading<T> reading) throws IOException {
        try (in;
                var parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            return reading.read(parser);
        } catch (JacksonException e) {
            throw new IOException("not JSON", e);
        }
    }

    /** The members of this object that are texts or yes or no, of those asked for. */
    static Map<String, String> texts(JsonParser parser, Set<String> wanted) {
        var found = new HashMap<String, String>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (wanted.contains(name) && value.isScalarValue()) {
                found.put(name, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** The text in a member of a member, whose name may be written in any case. */
    static Optional<String> message(JsonParser parser, String key) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted =
                    parser.currentName()
                            .toLowerCase(Locale.ROOT)
                            .equals(key.toLowerCase(Locale.ROOT));
            if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
                return Optional.ofNullable(texts(parser, Set.of("message")).get("message"));
            }
            parser.skipChildren();
        }
        return Optional.empty();
    }
}
