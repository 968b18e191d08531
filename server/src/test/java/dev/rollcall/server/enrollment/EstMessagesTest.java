package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.pki.OpenSsl;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstMessagesTest {

    @TempDir private Path folder;

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @StorageTest
    void opensslReadsTheCertificatesThatWereBagged(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var accepted = new TestEnrollment(fresh.database(), folder).enroll();

            var body = EstMessages.certificates(accepted.chain());
            Files.write(folder.resolve("answer.p7"), Base64.getMimeDecoder().decode(body));

            assertThat(
                            OpenSsl.run(
                                            folder,
                                            "pkcs7",
                                            "-inform",
                                            "DER",
                                            "-in",
                                            "answer.p7",
                                            "-print_certs")
                                    .output())
                    .contains(accepted.device().enrollment().toString())
                    .contains("Rollcall devices of");
        }
    }

    @Test
    void aRequestOfOpensslIsRead() throws IOException {
        var made =
                OpenSsl.run(
                        folder,
                        "req",
                        "-new",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        "key.pem",
                        "-subj",
                        "/CN=anything",
                        "-outform",
                        "DER",
                        "-out",
                        "request.der");
        assertThat(made.exit()).as(made.output()).isZero();
        var der = Files.readAllBytes(folder.resolve("request.der"));

        var body = Base64.getMimeEncoder().encode(der);

        assertThat(EstMessages.request(body)).contains(der);
        assertThat(CertificateRequest.provenKey(der)).isPresent();
    }

    @Test
    void base64IsReadWithAndWithoutLines() {
        var der = CertificateRequest.make(EcKeys.generate());

        assertThat(EstMessages.request(Base64.getEncoder().encode(der))).contains(der);
        assertThat(EstMessages.request(Base64.getMimeEncoder().encode(der))).contains(der);
        assertThat(EstMessages.request(der)).isEmpty();
        assertThat(EstMessages.request(new byte[0])).isEmpty();
    }

    @Test
    void theTokenIsThePasswordOfHttpBasic() {
        assertThat(EstMessages.password(Optional.of(basic("rollcall:rce_a:b"))))
                .contains("rce_a:b");
        assertThat(EstMessages.password(Optional.of("Bearer abc"))).isEmpty();
        assertThat(EstMessages.password(Optional.of("Basic %%%"))).isEmpty();
        assertThat(EstMessages.password(Optional.of(basic("no colon")))).isEmpty();
        assertThat(EstMessages.password(Optional.empty())).isEmpty();
    }
}
