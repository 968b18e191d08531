package dev.rollcall.common.policy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The payload of a signed {@code policy}: all settings in force on the devices that get it.
 *
 * @param district whose order key signs
 * @param generation of the district's policies when it was made; an agent never goes back to a
 *     lower one
 * @param hash the server's name for these settings, opaque to the agent: signed with them, so that
 *     an offer cannot call them by the name of others
 * @param settings in the order they are applied, each read with {@link Setting#read}
 */
public record PolicyDocument(
        DistrictId district, long generation, Digest hash, List<JsonNode> settings) {

    /** The type of the signed document. */
    public static final String TYPE = "policy";

    public PolicyDocument {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(hash, "hash");
        settings = List.copyOf(Objects.requireNonNullElse(settings, List.<JsonNode>of()));
        if (generation < 0) {
            throw new IllegalArgumentException("generation is negative");
        }
    }
}
