package dev.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.access.Grant;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.custody.AssetStatus;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.enrollment.EndReason;
import dev.rollcall.server.enrollment.ReviewKind;
import dev.rollcall.server.inventory.Encryption;
import dev.rollcall.server.job.RunState;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.pki.RevocationReason;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.problem.ProblemCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

/** Words that rows of 0.1 are made of, and the codes that agents and scripts act on. */
class StoredWordsTest {

    /** Rows hold their names, or words that are made from their names. */
    private static final Map<String, Enum<?>[]> STORED =
            Map.ofEntries(
                    Map.entry("Actor.Kind", Actor.Kind.values()),
                    Map.entry("AddressKind", AddressKind.values()),
                    Map.entry("AssetStatus", AssetStatus.values()),
                    Map.entry("Encryption.State", Encryption.State.values()),
                    Map.entry("EndReason", EndReason.values()),
                    Map.entry("Grant.Effect", Grant.Effect.values()),
                    Map.entry("KeyState", KeyState.values()),
                    Map.entry("Permission", Permission.values()),
                    Map.entry("Purpose", Purpose.values()),
                    Map.entry("RevocationReason", RevocationReason.values()),
                    Map.entry("RetiredAs", RetiredAs.values()),
                    Map.entry("ReviewKind", ReviewKind.values()),
                    Map.entry("Role", Role.values()),
                    Map.entry("RunState", RunState.values()),
                    Map.entry("UnitKind", UnitKind.values()));

    /** A word may be added; one that a row may hold must be understood. */
    @Test
    void everyWordThatWasStoredIsUnderstood() {
        var golden =
                Json.strict()
                        .readValue(
                                Golden.text("words.json"),
                                new TypeReference<TreeMap<String, Set<String>>>() {});

        assertThat(golden.keySet()).isEqualTo(STORED.keySet());
        golden.forEach((type, names) ->
                assertThat(Arrays.stream(STORED.get(type)).map(Enum::name))
                        .as(type)
                        .containsAll(names));
    }

    @Test
    void everyProblemCodeKeepsItsStatusAndReaction() {
        var golden =
                Json.strict()
                        .readValue(
                                Golden.text("problem-codes.json"),
                                new TypeReference<TreeMap<String, String>>() {});

        var codes =
                Arrays.stream(ProblemCode.values())
                        .collect(
                                Collectors.toMap(
                                        ProblemCode::word,
                                        code -> code.status() + " " + reaction(code)));

        assertThat(codes).containsAllEntriesOf(golden);
    }

    private static String reaction(ProblemCode code) {
        return code.reaction().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
