package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;

/**
 * The file of Debian's security tracker: one object of source packages, each an object of
 * vulnerabilities. It has some sixty megabytes and is read once, entry by entry, of which each has
 * a size that it may have at most. An entry that makes no sense does not spoil the rest.
 */
final class DebianTrackerFile {

    /** More than what is looked at of a file to know what it is. */
    static final int BEGINNING = 1024;

    private static final Pattern BEGINS =
            Pattern.compile(
                    "\\s*\\{\\s*\"[^\"\\\\]{1,200}\"\\s*:\\s*\\{\\s*\"(CVE|TEMP)-[^\"\\\\]{1,60}\"\\s*:");

    private final VulnerabilityFile.Taker taker;
    private final Instant asOf;
    private final Counted in;
    private String last = "the beginning";

    private DebianTrackerFile(InputStream in, Instant asOf, VulnerabilityFile.Taker taker) {
        this.in = new Counted(in);
        this.asOf = asOf;
        this.taker = taker;
    }

    /** Whether a file that begins so is one. */
    static boolean isOne(String beginning) {
        return BEGINS.matcher(beginning).lookingAt();
    }

    /**
     * Reads all of it; what cannot be read is told to the taker.
     *
     * @param asOf when the tracker said so
     */
    static void read(InputStream in, Instant asOf, VulnerabilityFile.Taker taker) {
        new DebianTrackerFile(in, asOf, taker).read();
    }

    private void read() {
        // of names that come twice the last counts, and none is remembered to see that
        var reader = Json.wire().reader().without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
        try (var parser = reader.createParser(in)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var source = parser.currentName();
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    source(parser, source);
                } else {
                    taker.fault(source, "no object of vulnerabilities");
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                taker.fault("after " + last, "something follows that is not read");
            }
        } catch (JacksonException e) {
            taker.fault(
                    "after " + last,
                    in.exhausted()
                            ? "longer than what is read of an entry: what follows is not read"
                            : "it ends too early, or is not JSON: what follows is not read");
        }
    }

    private void source(JsonParser parser, String source) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var issue = parser.currentName();
            in.begin();
            var token = parser.nextToken();
            last = source + " " + issue;
            if (token == JsonToken.START_OBJECT) {
                entry(source, issue, parser.readValueAsTree());
            } else {
                taker.fault(last, "no object");
                parser.skipChildren();
            }
        }
    }

    private void entry(String source, String issue, JsonNode entry) {
        try {
            var read = DebianTracker.read(source, issue, entry, asOf);
            taker.record(last, read.osv());
            taker.leftOut(read.undecided(), read.unknown());
        } catch (DebianTracker.Unreadable e) {
            taker.fault(last, String.valueOf(e.getMessage()));
        }
    }

    /** Ends with an error where an entry is too long. */
    private static final class Counted extends FilterInputStream {

        private long left = VulnerabilityFile.MAX_RECORD;

        Counted(InputStream in) {
            super(in);
        }

        void begin() {
            left = VulnerabilityFile.MAX_RECORD;
        }

        boolean exhausted() {
            return left <= 0;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("too long");
            }
            int read = super.read(bytes, from, length);
            left -= Math.max(read, 0);
            return read;
        }

        /** Whoever opened it closes it. */
        @Override
        public void close() {}
    }
}
