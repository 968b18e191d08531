package dev.rollcall.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void aCountIsSplitByTheAnswersThatWereAskedFor() {
        var counts =
                Json.wire()
                        .readTree(
                                """
                                {"matched":17,"unknown":0,"stale":0,"total":812,"by":{"field":"encrypted","answers":[
                                {"answer":"no","count":14},{"answer":"unknown","count":1},{"answer":"stale","count":2}]}}
                                """);

        assertThat(Words.counts(counts)).isEqualTo("no 14 · unknown 1 · stale 2 · of 812");
    }

    @Test
    void withoutSeveralAnswersItSaysHowManyMatchAndCouldMatch() {
        var counts = Json.wire().readTree("{\"matched\":3,\"unknown\":1,\"stale\":2,\"total\":9}");

        assertThat(Words.counts(counts)).isEqualTo("matched 3 · unknown 1 · stale 2 · of 9");
    }

    @Test
    void whatIsAbsentIsADashAndNotZero() {
        assertThat(Words.at(Json.wire().readTree("{\"a\":{\"b\":null}}"), "a", "b")).isEqualTo("–");
        assertThat(Words.at(Json.wire().readTree("{}"), "a", "b")).isEqualTo("–");
    }
}
