package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a native library does not load, the JDK's own way is taken, on both sides. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class FallBacksTest {

    private static final String NO_EPOLL = "-Dio.netty.transport.noNative=true";
    private static final String NO_BORINGSSL = "-Dio.netty.handler.ssl.noOpenSsl=true";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @ParameterizedTest(name = "native TLS {0}, native sockets {1}")
    @CsvSource({"true, false", "false, true", "false, false"})
    void aJobRunsAllTheSame(boolean tls, boolean sockets) throws Exception {
        var flags =
                new String[] {
                    "-Dlogback.configurationFile=logback.xml",
                    tls ? "-Dnative-tls" : NO_BORINGSSL,
                    sockets ? "-Dnative-sockets" : NO_EPOLL
                };
        try (var district = MortalDistrict.begin(folder, 1, flags)) {
            assertThat(district.server().log())
                    .contains(tls ? "tls=ReferenceCountedOpenSsl" : "tls=JdkSsl")
                    .contains(sockets ? "sockets=epoll" : "sockets=nio");
            district.startAgent(0, Optional.empty());
            var job = district.api().job(district.witness());

            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(district.accounts().contradictions(List.of(job))).isEmpty();
        }
    }
}
