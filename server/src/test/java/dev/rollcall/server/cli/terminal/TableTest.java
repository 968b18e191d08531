package dev.rollcall.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAligned() {
        var table = new Table("NAME", "N").row("a", "1").row("longer", "22");

        assertThat(table.lines()).containsExactly("NAME    N", "a       1", "longer  22");
    }

    @Test
    void aHeaderThatADeviceNamedIsAsHarmlessAsACell() {
        var table =
                new Table("WHEN", "FREE /\u001b]0;owned\u0007\n", "z".repeat(200))
                        .row("1", "2", "3");

        assertThat(table.lines()).hasSize(2);
        assertThat(table.lines().getFirst())
                .startsWith("WHEN  FREE /\\x1b]0;owned\\x07\\x0a  zzz")
                .endsWith("…")
                .hasSizeLessThan(110);
    }

    @Test
    void aHostileCellStaysInItsCell() {
        var table = new Table("A", "B").row("x\u001b[2J\ny", "z".repeat(200));

        assertThat(table.lines()).hasSize(2);
        assertThat(table.lines().get(1))
                .startsWith("x\\x1b[2J\\x0ay")
                .endsWith("…")
                .hasSizeLessThan(80);
    }
}
