package dev.rollcall.agent.checkin;

import dev.rollcall.agent.state.AlternatingFile;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** A memory in one record of the state folder; a continuation belongs to one enrollment. */
public final class StoredMemory implements Memory {

    private static final Logger LOG = LoggerFactory.getLogger(StoredMemory.class);
    private static final String FILE = "conversation";

    private record Stored(EnrollmentId enrollment, Optional<String> continuation, Instant floor) {}

    private final AlternatingFile file;
    private final EnrollmentId enrollment;

    public StoredMemory(StateFolder folder, EnrollmentId enrollment) {
        this.file = folder.alternating(FILE);
        this.enrollment = enrollment;
    }

    @Override
    public Optional<Remembered> recall() {
        try {
            return file.read()
                    .map(bytes -> Json.strict().readValue(bytes, Stored.class))
                    .map(stored ->
                            new Remembered(
                                    stored.enrollment().equals(enrollment)
                                            ? stored.continuation()
                                            : Optional.empty(),
                                    stored.floor()));
        } catch (JacksonException | NullPointerException e) {
            LOG.warn("conversation file is damaged, starting without it file={}", FILE);
            return Optional.empty();
        }
    }

    @Override
    public void keep(Remembered remembered) {
        var stored = new Stored(enrollment, remembered.continuation(), remembered.floor());
        file.write(Json.strict().writeValueAsBytes(stored));
    }
}
