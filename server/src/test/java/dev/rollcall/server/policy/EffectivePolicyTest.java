package dev.rollcall.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EffectivePolicyTest {

    private static final UnitId DISTRICT = unit(1);
    private static final UnitId SCHOOL = unit(2);
    private static final UnitId LAB = unit(3);
    private static final UnitId ELSEWHERE = unit(4);

    private static UnitId unit(int n) {
        return new UnitId(new UUID(0, n));
    }

    private static JsonNode file(String path, String content) {
        return Json.wire()
                .valueToTree(new Setting.FileContent(path, Optional.of(content), Optional.empty()));
    }

    private static JsonNode service(String name) {
        return Json.wire()
                .valueToTree(new Setting.Service(name, Optional.of(true), Optional.empty()));
    }

    private static Assigned assigned(String name, UnitId unit, JsonNode... settings) {
        return new Assigned(
                new PolicyId(new UUID(1, name.hashCode())), name, 1, unit, List.of(settings));
    }

    private static List<String> winners(EffectivePolicy effective) {
        return effective.lines().stream()
                .map(line -> line.key() + " from " + line.source().name())
                .toList();
    }

    @Test
    void theNearestUnitWinsPerSettingAndTheRestIsInherited() {
        var effective =
                EffectivePolicy.along(
                        List.of(DISTRICT, SCHOOL, LAB),
                        List.of(
                                assigned("lab", LAB, file("/a", "lab")),
                                assigned("district", DISTRICT, file("/a", "d"), file("/b", "d")),
                                assigned("school", SCHOOL, file("/a", "s"), service("x.service")),
                                assigned("elsewhere", ELSEWHERE, file("/c", "e"))));

        assertThat(winners(effective))
                .containsExactly(
                        "file:/a from lab",
                        "file:/b from district",
                        "service:x.service from school");
        assertThat(effective.lines().getFirst().overrode())
                .extracting(EffectivePolicy.Source::name)
                .containsExactly("school", "district");
    }

    @Test
    void whatTheNearestUnitSwitchesOffIsAllThatIsOff() {
        var effective =
                EffectivePolicy.along(
                        List.of(DISTRICT, SCHOOL, LAB),
                        List.of(
                                assigned("all", LAB, inventory()),
                                assigned("private", SCHOOL, inventory("local-users", "network")),
                                assigned("district", DISTRICT, inventory("volatile"))));

        assertThat(winners(effective)).containsExactly("inventory from all");
        assertThat(effective.lines().getFirst().setting()).isEqualTo(inventory());
    }

    /** A school adds its own networks to those of the district, and may say one of them anew. */
    @Test
    void networksOfAllUnitsAboveAreKnownAndOfOneNameTheNearest() {
        var effective =
                EffectivePolicy.along(
                        List.of(DISTRICT, SCHOOL, LAB),
                        List.of(
                                assigned(
                                        "district",
                                        DISTRICT,
                                        network("District", "2001:db8:1::/48"),
                                        network("High", "2001:db8:2::/48")),
                                assigned("school", SCHOOL, network("High", "2001:db8:3::/48")),
                                assigned("lab", LAB, network("Lab", "2001:db8:4::/48")),
                                assigned("elsewhere", ELSEWHERE, network("E", "2001:db8:5::/48"))));

        assertThat(winners(effective))
                .containsExactly(
                        "network:District from district",
                        "network:High from school",
                        "network:Lab from lab");
        assertThat(effective.lines().get(1).setting())
                .isEqualTo(network("High", "2001:db8:3::/48"));
    }

    private static JsonNode network(String name, String subnet) {
        return Json.wire()
                .valueToTree(new PublishedNetwork(name, List.of(subnet), List.of(), List.of()));
    }

    private static JsonNode inventory(String... off) {
        return Json.wire().valueToTree(new Setting.Inventory(List.of(off)));
    }

    @Test
    void inOneUnitThePolicyWhoseNameComesFirstWins() {
        var effective =
                EffectivePolicy.along(
                        List.of(DISTRICT),
                        List.of(
                                assigned("zebra", DISTRICT, file("/a", "z")),
                                assigned("apple", DISTRICT, file("/a", "a"))));

        assertThat(winners(effective)).containsExactly("file:/a from apple");
    }

    @Test
    void theOrderOfAssignmentsDoesNotMatter() {
        var assigned =
                new ArrayList<>(
                        Stream.of("a", "b", "c", "d")
                                .map(n -> assigned(n, SCHOOL, file("/" + n, n), file("/x", n)))
                                .toList());
        var hash = EffectivePolicy.along(List.of(DISTRICT, SCHOOL), assigned).hash();

        Collections.reverse(assigned);

        assertThat(EffectivePolicy.along(List.of(DISTRICT, SCHOOL), assigned).hash())
                .isEqualTo(hash);
    }

    /** By it documents are found, reports are told apart and agents say what they hold. */
    @Test
    void theHashIsThatOfTheSettingsInCanonicalForm() {
        var ssh = new Setting.Service("ssh.service", Optional.of(true), Optional.of(false));
        var effective =
                EffectivePolicy.along(
                        List.of(DISTRICT),
                        List.of(
                                assigned(
                                        "a",
                                        DISTRICT,
                                        Json.wire().valueToTree(ssh),
                                        file("/etc/motd", "be kind\n"))));

        assertThat(effective.hash().hex())
                .isEqualTo("b2a5eb72d90ede5f4c1880b0b7346e389015ac51b202af83c7bf7bcbe88234c8");
    }

    @Test
    void theHashIsThatOfTheSettingsWhereverTheyComeFrom() {
        var fromDistrict =
                EffectivePolicy.along(
                        List.of(DISTRICT), List.of(assigned("a", DISTRICT, file("/a", "x"))));
        var fromLab =
                EffectivePolicy.along(
                        List.of(DISTRICT, LAB), List.of(assigned("b", LAB, file("/a", "x"))));

        assertThat(fromLab.hash()).isEqualTo(fromDistrict.hash());
    }

    @Test
    void nothingAssignedIsEmpty() {
        assertThat(EffectivePolicy.along(List.of(DISTRICT), List.of()).isEmpty()).isTrue();
    }
}
