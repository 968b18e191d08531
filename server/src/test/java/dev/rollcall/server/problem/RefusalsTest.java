package dev.rollcall.server.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

    @Test
    void aRefusalCarriesTheDetailOfItsProblemOnOneLine() {
        var refused =
                Refusals.of(new Problem(ProblemCode.NOT_WANTED, " part 3\n\u001b[31m\u202e of 2 "));

        assertThat(refused.code()).isEqualTo("not-wanted");
        assertThat(refused.message()).isEqualTo("part 3 [31m of 2");
    }

    @Test
    void aDetailIsBounded() {
        var refused = Refusals.of(new Problem(ProblemCode.NOT_WANTED, "x".repeat(5000)));

        assertThat(refused.message()).hasSizeLessThanOrEqualTo(300).endsWith("x...");
    }

    @Test
    void withoutADetailTheSentenceStands() {
        assertThat(Refusals.of(new Problem(ProblemCode.BUSY, "\n")).message())
                .isEqualTo(ProblemCode.BUSY.sentence());
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeFitsARefusal(ProblemCode code) {
        assertThat(Refusals.of(code).code()).isEqualTo(code.word());
        assertThat(Refusals.internal("0123abcd-2147483647").message()).contains("0123abcd");
    }
}
