package dev.rollcall.server.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.server.policy.file.PolicyFileReader.Reading;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileReaderTest {

    private static final String GOOD =
            """
            policy: lab-baseline
            description: What every lab has
            assign: [lincoln, lincoln/lab-204, west@3]
            settings:
              file:
                - path: /etc/motd
                  content: "Hello\\n"
                  mode: "0644"
                - path: /etc/games
                  absent: true
              chromium:
                HomepageLocation: https://lincoln.example
                URLBlocklist: ["example.test"]
                IncognitoModeAvailability: 1
              service:
                - name: ssh.service
                  running: false
                  enabled: false
            """;

    private static List<String> mistakes(String source) {
        return switch (PolicyFileReader.read(source)) {
            case Reading.Good(var file) -> List.of();
            case Reading.Bad(var mistakes) -> mistakes.stream().map(Mistake::toString).toList();
        };
    }

    private static String inSettings(String yaml) {
        return "policy: p\nsettings:\n" + yaml.indent(2);
    }

    @Test
    void sectionsOfTheInventoryAreSwitchedOffByName() {
        var file =
                PolicyFileReader.parse(
                        inSettings("inventory:\n  off: [peripherals, local-users, volatile]"));

        assertThat(file.settings())
                .containsExactly(
                        new Setting.Inventory(List.of("local-users", "peripherals", "volatile")));
        assertThat(PolicyFileReader.parse(inSettings("inventory:\n  off: []")).settings())
                .containsExactly(new Setting.Inventory(List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [hardware] | off: hardware is always collected, since other parts depend on it
                    [patch-level] | off: patch-level is always collected, since other parts depend on it
                    [peripheral] | off: there is no "peripheral"; did you mean "peripherals"?
                    [everything] | off: one of browsers, local-users, network, peripherals, services, volatile expected
                    [7] | off: one of browsers, local-users, network, peripherals, services, volatile expected
                    [network, network] | off: network is there twice
                    network | off: a list of sections expected
                    """)
    void whatCannotBeSwitchedOffIsToldWithItsLine(String off, String mistake) {
        assertThat(mistakes(inSettings("inventory:\n  off: " + off)))
                .containsExactly("line 4: " + mistake);
    }

    @Test
    void aSettingOfTheInventorySaysWhatIsOffAndNothingElse() {
        assertThat(mistakes(inSettings("inventory: [network]")))
                .containsExactly("line 3: inventory: \"off: [SECTION, …]\" expected");
        assertThat(mistakes(inSettings("inventory:\n  on: [network]\n  off: [network]")))
                .containsExactly("line 4: inventory: there is no \"on\"");
    }

    @Test
    void networksArePublishedByNameWithWhatTellsThem() {
        var file =
                PolicyFileReader.parse(
                        inSettings(
                                """
                                network:
                                  - name: Lincoln High
                                    subnets: [10.20.0.0/16, "2001:DB8:20::/48"]
                                    gateways: ["00-1B-17-0A-BB-01"]
                                  - name: Lincoln Middle
                                    subnets: [10.30.0.0/16]
                                    domains: [middle.lincoln.example]
                                """));

        assertThat(file.settings())
                .containsExactly(
                        new PublishedNetwork(
                                "Lincoln High",
                                List.of("10.20.0.0/16", "2001:db8:20::/48"),
                                List.of("00:1b:17:0a:bb:01"),
                                List.of()),
                        new PublishedNetwork(
                                "Lincoln Middle",
                                List.of("10.30.0.0/16"),
                                List.of(),
                                List.of("middle.lincoln.example")));
    }

    @Test
    void everyMistakeInANetworkIsToldWithItsLine() {
        assertThat(
                        mistakes(
                                inSettings(
                                        """
                                        network:
                                          - name: Lincoln High
                                            subnets:
                                              - 10.20.7.0/16
                                              - 10.20.0.0
                                              - 10.20.0.0/16
                                              - 10.20.0.0/16
                                            gateways:
                                              - 11:22:33:44:55:66
                                              - 00-1B-17-0A-BB-01
                                              - 00:1b:17:0a:bb:01
                                              - router
                                            domains: [school]
                                            ssid: lincoln
                                          - subnets: [10.20.0.0/16]
                                          - name: Lincoln Middle
                                            subnets: 10.30.0.0/16
                                        """)))
                .containsExactly(
                        "line 6: subnets: 10.20.7.0/16 is one address of its subnet: all bits after /16 are 0",
                        "line 7: subnets: a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not \"10.20.0.0\"",
                        "line 9: subnets: 10.20.0.0/16 is there twice",
                        "line 13: gateways: 00:1b:17:0a:bb:01 is there twice",
                        "line 14: gateways: a hardware address expected, such as \"00:1b:17:0a:bb:01\"",
                        "line 15: domains: a domain of two parts or more expected, such as lincoln.example",
                        "line 16: network: there is no \"ssid\"",
                        "line 17: network: \"name\" is missing",
                        "line 19: subnets: a list expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [{name: A, subnets: [10.20.0.0/16]}]   | line 3: network: 10.20.0.0/16 is private, and may be a home's, too: "gateways" or "domains" must tell them apart
                    [{name: A, subnets: []}]               | line 3: network: subnets: at least one expected
                    [{name: A}]                            | line 3: network: subnets: at least one expected
                    [{name: "-", subnets: [2001:db8::/48]}] | line 3: network: name: 1 to 60 letters, digits, spaces and ._()'&/+- expected
                    [{name: A, subnets: [7]}]              | line 3: subnets: a text expected; put it in quotes
                    [{name: A, subnets: [2001:db8::/48], domains: [a.example]}] | line 3: network: gateways and domains tell private subnets apart, and none of these is private
                    [{name: A, subnets: [2001:db8::/48]}, {name: A, subnets: [2001:db9::/48]}] | line 3: network:A is there twice, first in line 3
                    {name: A}                              | line 3: network: a list expected
                    """)
    void aNetworkThatNobodyCouldRecognizeIsRefused(String networks, String mistake) {
        assertThat(mistakes(inSettings("network: " + networks))).containsExactly(mistake);
    }

    @Test
    void networksWithoutEndAreRefused() {
        var many =
                IntStream.range(0, 201)
                        .mapToObj("  - {name: N%1$d, subnets: [2001:db8:%1$x::/48]}"::formatted)
                        .collect(Collectors.joining("\n", "network:\n", "\n"));
        var subnets =
                IntStream.range(0, 65)
                        .mapToObj("2001:db8:%x::/48"::formatted)
                        .collect(Collectors.joining(", ", "network: [{name: A, subnets: [", "]}]"));

        assertThat(mistakes(inSettings(many)))
                .containsExactly("line 204: network: at most 200 in a file");
        assertThat(mistakes(inSettings(subnets)))
                .containsExactly(
                        "line 3: network: at most 64 subnets and as many gateways expected");
    }

    @Test
    void readsEverySettingInTheOrderOfItsKind() {
        var file = PolicyFileReader.parse(GOOD);

        assertThat(file.name()).isEqualTo("lab-baseline");
        assertThat(file.assign())
                .extracting(PolicyFile.Assign::unit)
                .containsExactly("lincoln", "lincoln/lab-204", "west");
        assertThat(file.assign().getLast().version()).contains(3);
        assertThat(file.settings())
                .extracting(Setting::key)
                .containsExactly(
                        "file:/etc/motd",
                        "file:/etc/games",
                        "chromium:HomepageLocation",
                        "chromium:URLBlocklist",
                        "chromium:IncognitoModeAvailability",
                        "service:ssh.service");
        assertThat(file.settings().get(1))
                .isEqualTo(
                        new Setting.FileContent("/etc/games", Optional.empty(), Optional.empty()));
        assertThat(CanonicalJson.text(file.settings().get(3)))
                .isEqualTo(
                        "{\"name\":\"URLBlocklist\",\"type\":\"chromium\",\"value\":[\"example.test\"]}");
    }

    @Test
    void saysEveryMistakeAtOnceWithItsLine() {
        assertThat(
                        mistakes(
                                """
                                policy: Lab Baseline
                                asign: [lincoln]
                                settings:
                                  file:
                                    - path: /etc/motd
                                      contents: hello
                                      mode: 644
                                    - content: x
                                  chromium:
                                    homepage: https://x.test
                                  services: []
                                """))
                .containsExactly(
                        "line 1: policy: lower-case letters, digits and - expected, at most 63",
                        "line 2: there is no \"asign\"; did you mean \"assign\"?",
                        "line 6: file: there is no \"contents\"; did you mean \"content\"?",
                        "line 7: mode: a text expected; put it in quotes",
                        "line 8: file: \"path\" is missing",
                        "line 10: chromium: name: a Chromium policy name expected, such as URLBlocklist",
                        "line 11: settings: there is no \"services\"; did you mean \"service\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    file: [{path: /etc/motd}]                       | line 3: file: either "content" or "absent: true" expected
                    file: [{path: /a, content: x, absent: true}]    | line 3: file: either "content" or "absent: true" expected
                    file: [{path: ../etc, content: x}]              | line 3: file: path: an absolute path without . and .. expected
                    file: [{path: /proc/1, content: x}]             | line 3: file: path: nothing below /proc, /sys and /dev
                    file: [{path: /a, content: x, mode: "9999"}]    | line 3: file: mode: four octal digits expected, such as 0644
                    file: {path: /a}                                | line 3: file: a list expected
                    file: [/etc/motd]                               | line 3: file: "path: …" expected
                    service: [{name: ssh.service}]                  | line 3: service: service: running or enabled expected
                    service: [{name: ssh.service, running: "no"}]   | line 3: running: true or false expected
                    service: [{name: -x, running: true}]            | line 3: service: name: the name of a unit expected, such as ssh.service
                    chromium: [a]                                   | line 3: chromium: "PolicyName: value" expected
                    chromium: {DefaultZoom: 1.5}                    | line 3: chromium: not a whole number within 2^53: 1.5
                    """)
    void aSettingThatCannotBeIsNamed(String yaml, String mistake) {
        assertThat(mistakes(inSettings(yaml))).containsExactly(mistake);
    }

    @Test
    void theSameSettingTwiceIsAMistakeNotAWinner() {
        assertThat(
                        mistakes(
                                inSettings(
                                        """
                                        file:
                                          - {path: /etc/motd, content: a}
                                          - {path: /etc/motd, content: b}
                                        """)))
                .containsExactly("line 5: file:/etc/motd is there twice, first in line 4");
    }

    @Test
    void theSameKeyTwiceIsAMistake() {
        assertThat(mistakes("policy: a\npolicy: b\nsettings: {}\n"))
                .containsExactly("line 2: \"policy\" is there twice, first in line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "just words",
                "- a\n- b",
                "policy: [",
                "policy: p\nsettings: {}\n---\npolicy: q",
                "a: &x [1]\npolicy: *x\nsettings: {}",
                "policy: p",
                "settings: {}",
                "policy: p\nsettings: []",
                "policy: p\nassign: lincoln\nsettings: {}",
                "policy: p\nassign: [a, a]\nsettings: {}",
                "policy: p\nassign: ['../x y']\nsettings: {}",
                "\u0000\u0001",
                "%YAML 9",
                "!!java.net.URL [http://x]: y"
            })
    void rubbishIsRefusedWithALineAndNeverAnExplosion(String source) {
        assertThat(mistakes(source))
                .isNotEmpty()
                .allSatisfy(m -> assertThat(m).startsWith("line "));
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(mistakes("policy: " + "[".repeat(100_000))).hasSize(1);
    }

    @Test
    void anAliasBombIsNotExpanded() {
        var bomb =
                IntStream.range(1, 40)
                        .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]".formatted(i, i, i - 1, i - 1))
                        .collect(Collectors.joining("\n", "a0: &a0 [x]\n", "\npolicy: *a39\n"));

        assertThat(mistakes(bomb)).isNotEmpty();
    }

    @Test
    void whatIsWrongIsOneProblem() {
        assertThatThrownBy(() -> PolicyFileReader.parse("polcy: x"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_POLICY);
                            assertThat(problem.fields()).containsKey("mistakes");
                        });
    }
}
