package dev.rollcall.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void eachHasAFolderOfItsOwnThatNobodyElseReads() throws IOException {
        var first = Demo.freshFolder();
        var second = Demo.freshFolder();
        try {
            assertThat(second).isNotEqualTo(first);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                    .isEqualTo("rwx------");
        } finally {
            Files.delete(first);
            Files.delete(second);
        }
    }
}
