package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {

    @Test
    void anEmptyTextAsksForEveryDevice() {
        assertThat(Query.parse("  ")).isEqualTo(Query.everything());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a or b and c                  | a or (b and c)",
                "a b or c                      | (a and b) or c",
                "not a and b                   | (not a) and b",
                "not not a                     | not (not a)",
                "NOT a OR b                    | (not a) or b",
                "org:lincoln encrypted:no      | org:lincoln and encrypted:no",
                "memory < 8GiB                 | memory<8192MiB",
                "memory = 8GiB                 | memory:8GiB",
                "updates:pending               | updates>0",
                "updates:none                  | updates:0",
                "wifi.signalDbm < -75          | volatile.wireless.signalDbm<-75",
                "ENCRYPTED:No , Unknown        | encrypted:no,unknown",
                "hostname:and                  | hostname:\"and\"",
                "package:libc6:amd64           | package:\"libc6:amd64\"",
                "hostname:\"a \\\"b\\\" c\"    | hostname:\"a \\\"b\\\" c\""
            })
    void twoWaysToSayTheSame(String one, String other) {
        assertThat(shape(Query.parse(one))).isEqualTo(shape(Query.parse(other)));
    }

    @Test
    void unknownInQuotesIsAText() {
        assertThat(Query.parse("serial:unknown").atoms().findFirst().orElseThrow().anyOf())
                .containsExactly(new Claim.IsUnknown());
        assertThat(Query.parse("serial:\"unknown\"").atoms().findFirst().orElseThrow().anyOf())
                .containsExactly(new Claim.Matches(TextPattern.of("unknown")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encrypted:nope           | 10 | possible are yes, no, unknown, stale",
                "encryted:no              | 0  | did you mean encrypted?",
                "org:lincoln and (a or b  | 16 | never closed",
                "a b)                     | 3  | never opened",
                "a and                    | 5  | something is missing at the end",
                "hostname:                | 9  | a value is missing",
                "hostname:\"lab           | 9  | this quote is never closed",
                "hostname<lab             | 9  | hostname cannot be compared with <",
                "memory<8                 | 7  | a size with its unit expected",
                "memory<8GiBit            | 7  | a size with its unit expected",
                "updates:pendign          | 8  | did you mean pending?",
                "os.version>=bookworm     | 12 | a version expected",
                "org:a//b                 | 4  | named by its slug",
                "a and or b               | 8  | ",
                "a , b                    | 2  | a field or a word expected, not ','",
                "presence:stale           | 9  | possible are seen, late, missing, unknown",
                "disk.modle:x             | 0  | did you mean disk.model?",
                "package:openssl<three    | 8  | a package and a version expected",
                "package<3                | 8  | package cannot be compared with <",
                "firmware.date<soon       | 14 | a day expected",
                "disk.model<WD            | 11 | disk.model cannot be compared with <",
                "disk.medium:tape         | 12 | possible are hard-disk",
                "disk.count:none          | 11 | a whole number expected",
                "pending.name:x           | 0  | there is no field",
                "a or                     | 4  | something is missing at the end"
            })
    void aMistakeSaysWhereAndWhatWasMeant(String text, int position, String sentence) {
        if (sentence == null) {
            // "or" where a word is expected is a word: people do search for it
            assertThat(Query.parse(text)).isNotNull();
            return;
        }
        assertThatThrownBy(() -> Query.parse(text))
                .asInstanceOf(type(Problem.class))
                .satisfies(p -> assertThat(p.code()).isEqualTo(ProblemCode.INVALID_QUERY))
                .satisfies(p -> assertThat(p.fields()).containsEntry("position", position))
                .satisfies(p -> assertThat(p.detail()).contains(sentence));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not ", "a and ", "hostname:x,"})
    void aHugeQueryIsRefusedAndCostsNoStack(String piece) {
        assertThatThrownBy(() -> Query.parse(piece.repeat(500))).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Query.parse(piece.repeat(100_000))).isInstanceOf(Problem.class);
    }

    @Test
    void theScopeIsTheUnitsThatMustHoldAndTheSplitIsTheAtomWithSeveralAnswers() {
        var query = Query.parse("org:lincoln and encrypted:no,unknown,stale and not org:north");

        assertThat(query.scope().atoms().map(a -> a.anyOf().getFirst().word()))
                .containsExactly("lincoln");
        assertThat(query.splitting().orElseThrow().field()).isEqualTo(Field.ENCRYPTED);
    }

    /** Without positions and without what differs only in writing. */
    private static Object shape(Query query) {
        return switch (query) {
            case Query.And and ->
                    List.of("and", and.parts().stream().map(QueryParserTest::shape).toList());
            case Query.Or or ->
                    List.of("or", or.parts().stream().map(QueryParserTest::shape).toList());
            case Query.Not not -> List.of("not", shape(not.part()));
            case Query.Word word -> word.pattern();
            case Query.Atom atom ->
                    List.of(
                            atom.field(),
                            atom.anyOf().stream()
                                    .map(c ->
                                            c instanceof Claim.Amount n
                                                    ? List.of(n.comparison(), n.value())
                                                    : c)
                                    .toList());
        };
    }
}
