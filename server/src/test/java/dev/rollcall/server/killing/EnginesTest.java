package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real server with and without native code, and an agent, which has none, that works with it. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class EnginesTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static MortalDistrict district;
    private static int succeeded;

    @BeforeAll
    static void begin() throws Exception {
        district = MortalDistrict.begin(folder, 1);
        district.startAgent(0, Optional.empty());
    }

    @AfterAll
    static void end() {
        district.close();
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, EPOLL, OPENSSL_REFCNT",
        "false, true, EPOLL, JDK",
        "true, false, NIO, OPENSSL_REFCNT",
        "true, true, NIO, JDK"
    })
    void anAgentChecksInAndRunsWhatItIsAsked(
            boolean noNative, boolean noOpenSsl, String transport, String tls) throws Exception {
        district.server().kill();
        district.startServerWith(
                List.of(
                        "-Dio.netty.transport.noNative=" + noNative,
                        "-Dio.netty.handler.ssl.noOpenSsl=" + noOpenSsl));
        district.awaitServer();

        district.api().job("true\n");

        succeeded++;
        await().atMost(MortalDistrict.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        district.accounts().counts().getOrDefault("done succeeded", 0L)
                                == succeeded);
        assertThat(district.server().log()).contains("transport=" + transport + " tls=" + tls);
    }
}
