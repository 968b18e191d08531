package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TruthTest {

    @Test
    void notKnowingIsNeitherTurnedIntoYesNorIntoNo() {
        assertThat(Truth.UNKNOWN.not()).isEqualTo(Truth.UNKNOWN);
        assertThat(Truth.STALE.not()).isEqualTo(Truth.STALE);
        assertThat(Truth.YES.not()).isEqualTo(Truth.NO);
    }

    @ParameterizedTest
    @EnumSource
    void noBeatsAllInAndAndYesBeatsAllInOr(Truth truth) {
        assertThat(truth.and(Truth.NO)).isEqualTo(Truth.NO);
        assertThat(truth.and(Truth.YES)).isEqualTo(truth);
        assertThat(truth.or(Truth.YES)).isEqualTo(Truth.YES);
        assertThat(truth.or(Truth.NO)).isEqualTo(truth);
    }

    @ParameterizedTest
    @EnumSource
    void theLawsOfDeMorganHold(Truth a) {
        for (var b : Truth.values()) {
            assertThat(a.and(b).not()).isEqualTo(a.not().or(b.not()));
            assertThat(a.or(b).not()).isEqualTo(a.not().and(b.not()));
            assertThat(a.and(b)).isEqualTo(b.and(a));
            assertThat(a.or(b)).isEqualTo(b.or(a));
        }
    }
}
