package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.Ruleset.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Listings in the form of nft 1.0.9; those of a real one are in {@link RealNftablesTest}. */
class RulesetTest {

    private static final String ESTABLISHED =
            """
            {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["established", "related"]}},
            {"accept": null}\
            """;
    private static final String BANNED =
            """
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
              "right": "@addr-set-sshd"}},
            {"reject": {"type": "icmp", "expr": "port-unreachable"}}\
            """;
    private static final String COUNTED = "{\"counter\": {\"packets\": 1, \"bytes\": 60}}";

    private static final Set<Protocol> BOTH = Set.of(Protocol.IPV4, Protocol.IPV6);

    private static String listing(String... entries) {
        return Arrays.stream(entries)
                .collect(
                        Collectors.joining(
                                ",\n",
                                "{\"nftables\": [{\"metainfo\": {\"version\": \"1.0.9\"}},\n",
                                "]}"));
    }

    private static String input(String family, String policy) {
        return """
        {"chain": {"family": "%s", "table": "filter", "name": "input", "handle": 1,
          "type": "filter", "hook": "input", "prio": 0, "policy": "%s"}}\
        """
                .formatted(family, policy);
    }

    private static String rule(String chain, String... statements) {
        return """
        {"rule": {"family": "inet", "table": "filter", "chain": "%s", "handle": 4, "expr": [%s]}}\
        """
                .formatted(chain, String.join(",", statements));
    }

    private static boolean closes(String... entries) {
        return Ruleset.parse(listing(entries)).orElseThrow().closed().equals(BOTH);
    }

    @Test
    void aPolicyOfDropKeepsOutWhatNoRuleLetsIn() {
        assertThat(closes(input("inet", "drop"), rule("input", ESTABLISHED))).isTrue();
        assertThat(closes(input("ip", "drop"))).isFalse();
        assertThat(closes(input("ip", "drop"), input("ip6", "drop"))).isTrue();
        assertThat(closes(input("inet", "accept"))).isFalse();
        assertThat(closes(input("bridge", "drop"))).isFalse();
        assertThat(
                        closes(
                                input("inet", "drop")
                                        .replace("\"input\", \"prio", "\"forward\", \"prio")))
                .isFalse();
    }

    @Test
    void bansOfSomeAddressesAreNoFirewall() {
        assertThat(closes(input("inet", "accept"), rule("input", BANNED))).isFalse();
        assertThat(closes(input("inet", "accept"), rule("input", COUNTED))).isFalse();
    }

    @Test
    void aLastRuleWithoutConditionsKeepsOutTheRest() {
        var accept = input("inet", "accept");
        var allowed = rule("input", ESTABLISHED);

        assertThat(closes(accept, allowed, rule("input", COUNTED, "{\"drop\": null}"))).isTrue();
        assertThat(
                        closes(
                                accept,
                                allowed,
                                rule(
                                        "input",
                                        "{\"log\": {\"prefix\": \"no \"}}, {\"reject\": null}")))
                .isTrue();
        assertThat(
                        closes(
                                accept,
                                rule(
                                        "input",
                                        "{\"xt\": {\"type\": \"target\", \"name\": \"REJECT\"}}")))
                .isTrue();
        assertThat(
                        closes(
                                accept,
                                rule(
                                        "input",
                                        "{\"xt\": {\"type\": \"match\", \"name\": \"owner\"}}",
                                        "{\"drop\": null}")))
                .isFalse();
    }

    @Test
    void aRuleThatLetsInEverythingOpensAPolicyOfDrop() {
        assertThat(closes(input("inet", "drop"), rule("input", "{\"accept\": null}"))).isFalse();
        assertThat(
                        closes(
                                input("inet", "accept"),
                                rule("input", "{\"accept\": null}"),
                                rule("input", "{\"drop\": null}")))
                .isFalse();
    }

    @Test
    void chainsThatAreJumpedToDecideForTheirCaller() {
        var accept = input("inet", "accept");
        var jump = rule("input", "{\"jump\": {\"target\": \"zones\"}}");

        assertThat(closes(accept, jump, rule("zones", ESTABLISHED))).isFalse();
        assertThat(closes(accept, jump, rule("zones", "{\"reject\": null}"))).isTrue();
        assertThat(closes(accept, jump, rule("zones", "{\"jump\": {\"target\": \"zones\"}}")))
                .isFalse();
    }

    @Test
    void firewalldRejectsAtTheEndOfItsOwnTable() {
        var ruleset =
                Ruleset.parse(
                                listing(
                                        "{\"table\": {\"family\": \"inet\", \"name\": \"firewalld\"}}",
                                        input("inet", "accept")
                                                .replace("filter\", \"name", "firewalld\", \"name"),
                                        rule("input", ESTABLISHED)
                                                .replace("\"filter\"", "\"firewalld\""),
                                        rule(
                                                        "input",
                                                        "{\"reject\": {\"type\": \"icmpx\", \"expr\": \"admin-prohibited\"}}")
                                                .replace("\"filter\"", "\"firewalld\"")))
                        .orElseThrow();

        assertThat(ruleset).isEqualTo(new Ruleset(BOTH, 2, Set.of("firewalld")));
    }

    @Test
    void rubbishFromTheFirewallsProgramSaysNothing() {
        for (var rubbish :
                List.of("", "{", "{}", "[]", "{\"nftables\":7}", "error: no", "[".repeat(5000))) {
            assertThat(Ruleset.parse(rubbish)).isEmpty();
        }
    }
}
