package dev.rollcall.server.attestation.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.KeyProofs;
import dev.rollcall.agent.enrollment.Attester;
import dev.rollcall.agent.tpm.Remembering;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.attestation.tpm.Attestation.Expected;
import dev.rollcall.server.attestation.tpm.Attestation.Opened;
import dev.rollcall.server.testing.SoftTpm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What the server makes and judges, opened and made by a TPM, by tpm2-tools and by the agent. */
class RealTpmTest {

    @TempDir private static Path folder;

    private static final String ATTESTATION_KEY = "0x81000009";

    private static SoftTpm.Maker maker;
    private SoftTpm tpm;
    private final SecureRandom random = new SecureRandom();

    @BeforeAll
    static void findMaker() {
        assumeThat(SoftTpm.missing()).as("not here").isEmpty();
        maker = new SoftTpm.Maker(folder.resolve("maker"));
    }

    /** The tools leave sessions behind, for which a TPM has few places: each test has its own. */
    @BeforeEach
    void switchOn(TestInfo test) {
        tpm = maker.make(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void switchOff() {
        if (tpm != null) {
            tpm.close();
        }
    }

    @Test
    void theToolsOpenACredentialForAnRsaKey() throws Exception {
        theToolsOpenACredential("rsa");
    }

    @Test
    void theToolsOpenACredentialForAKeyOnP256() throws Exception {
        theToolsOpenACredential("ecc");
    }

    private void theToolsOpenACredential(String kind) throws Exception {
        tpm.tool("tpm2_createek -c ek.ctx -G " + kind + " -u ek.pem -f pem");
        tpm.flush();
        tpm.tool(
                "tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name");
        tpm.flush();
        var endorsement = key(new String(tpm.read("ek.pem"), StandardCharsets.US_ASCII), kind);
        var name = Bytes.copyOf(tpm.read("ak.name"));
        // the tools write a TPM2B_PUBLIC; the name is that of what is in it
        var area = tpm.read("ak.pub");
        var attestationKey =
                TpmKey.parse(Bytes.copyOf(Arrays.copyOfRange(area, 2, area.length))).orElseThrow();
        assertThat(attestationKey.name()).isEqualTo(name);
        assertThat(attestationKey.isForAttestation()).isTrue();
        var secret = "thirty-two bytes of which one is".getBytes(StandardCharsets.US_ASCII);

        var made = Credentials.make(endorsement, name, secret, random);
        tpm.write("credential", file(made));

        assertThat(opens("credential")).isTrue();
        assertThat(tpm.read("opened")).isEqualTo(secret);

        // and not one for another name
        var other = name.toArray();
        other[10] ^= 1;
        tpm.write(
                "other", file(Credentials.make(endorsement, Bytes.copyOf(other), secret, random)));
        assertThat(opens("other")).isFalse();
    }

    private boolean opens(String credential) {
        tpm.tool("tpm2_startauthsession --policy-session -S s.ctx");
        tpm.tool("tpm2_policysecret -S s.ctx -c e");
        tpm.flush();
        try {
            return tpm.takes(
                    "tpm2_activatecredential -c ak.ctx -C ek.ctx -o opened -P session:s.ctx -i "
                            + credential);
        } finally {
            tpm.tool("tpm2_flushcontext s.ctx");
            tpm.flush();
        }
    }

    private static PublicKey key(String pem, String kind) throws Exception {
        var der = Pem.decode("PUBLIC KEY", pem).getFirst();
        return kind.equals("rsa")
                ? KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der))
                : EcKeys.publicKey(der);
    }

    /** As tpm2-tools keep it: a magic, a version, and both structures. */
    private static byte[] file(Credentials.Credential made) {
        return ByteBuffer.allocate(8 + made.blob().size() + made.secret().size())
                .putInt(0xBADCC0DE)
                .putInt(1)
                .put(made.blob().toArray())
                .put(made.secret().toArray())
                .array();
    }

    @Test
    void whatASessionRemembersOfAKeyOfTheToolsIsBelievedOnlyBelowAnotherKey() throws Exception {
        tpm.tool(
                "tpm2_createprimary -C o -c ak.ctx -G ecc:ecdsa-sha256:null -a"
                        + " fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign");
        tpm.tool("tpm2_readpublic -c ak.ctx -f tss -o ak.pub");
        tpm.tool("tpm2_evictcontrol -c ak.ctx " + ATTESTATION_KEY);
        tpm.flush();
        tpm.tool("tpm2_createprimary -C o -c srk.ctx -G ecc");
        tpm.tool("tpm2_readpublic -c srk.ctx -q srk.qualified");
        tpm.flush();
        tpm.tool(
                "tpm2_create -C srk.ctx -u dk.pub -r dk.priv -G ecc:ecdsa-sha256 -a"
                        + " fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign -p secret");
        tpm.flush();
        var deviceKey = TpmKey.parse(inside("dk.pub")).orElseThrow();
        var attestationKey = TpmKey.parse(inside("ak.pub")).orElseThrow();
        var parent = Bytes.copyOf(tpm.read("srk.qualified"));
        assertThat(TpmKey.isName(parent)).isTrue();
        assertThat(deviceKey.isForADevice()).isTrue();
        assertThat(deviceKey.isForAttestation()).isFalse();
        assertThat(attestationKey.isForADevice()).isFalse();

        tpm.tool("tpm2_load -C srk.ctx -u dk.pub -r dk.priv -c dk.ctx");
        // the tools leave its parent, too
        tpm.flush();
        tpm.tool("tpm2_readpublic -c dk.ctx");
        var said = remembered(attestationKey);

        assertThat(said.digest()).isEqualTo(RememberedSession.ofDescription(deviceKey, parent));

        // anybody can load the public half of a key, which says that it is fixed to this TPM
        tpm.flush();
        tpm.tool("tpm2_loadexternal -C o -u dk.pub -c alone.ctx");
        var alone = remembered(attestationKey);

        assertThat(alone.digest()).isNotEqualTo(RememberedSession.ofDescription(deviceKey, parent));
    }

    private RememberedSession remembered(TpmKey by) throws Exception {
        var remembering =
                Remembering.of(
                        tpm.machine(),
                        Remembering.FIRST,
                        Integer.parseUnsignedInt(ATTESTATION_KEY.substring(2), 16),
                        Bytes.copyOf(secret(1)));
        var statement = remembering.statement().toArray();
        assertThat(
                        RememberedSession.isSigned(
                                statement, remembering.signature().toArray(), by.key()))
                .isTrue();
        var said = RememberedSession.parse(statement).orElseThrow();
        assertThat(said.isOfATpm()).isTrue();
        assertThat(said.isAboutASession()).isTrue();
        assertThat(said.extra()).isEqualTo(Bytes.copyOf(secret(1)));
        return said;
    }

    private Bytes inside(String file) {
        var sized = tpm.read(file);
        return Bytes.copyOf(Arrays.copyOfRange(sized, 2, sized.length));
    }

    @Test
    void theAgentProvesThatAKeyIsInATpmOfItsMaker() throws Exception {
        var deviceKey = tpm.newKey(folder.resolve("device"));
        var attester = attester(deviceKey);

        var asked = attester.begin();
        var secret = new byte[32];
        random.nextBytes(secret);
        var nonce = Bytes.copyOf(secret(7));
        var plausible = plausible(asked);
        var sealed = plausible.seal(secret, random);
        var proof =
                attester.answer(
                        new AttestationChallenge(nonce, sealed.credential(), sealed.secret()));

        var expected =
                new Expected(
                        plausible.attestationKey(),
                        plausible.deviceKey(),
                        nonce,
                        Digest.of(secret));
        assertThat(plausible.deviceKey().key()).isEqualTo(deviceKey.getPublic());
        assertThat(Attestation.objection(proof, expected)).isEmpty();
        refusesWhatIsNotThatProof(proof, expected, attester);
    }

    private Attester attester(KeyPair key) throws Exception {
        return KeyProofs.inTpm(random).of(key.getPrivate()).orElseThrow();
    }

    private void refusesWhatIsNotThatProof(
            AttestationProof proof, Expected expected, Attester attester) throws Exception {
        var otherNonce =
                new Expected(
                        expected.attestationKey(),
                        expected.deviceKey(),
                        Bytes.copyOf(secret(8)),
                        expected.secretHash());
        assertThat(Attestation.objection(proof, otherNonce)).contains(Objection.ANOTHER_NONCE);
        var otherSecret =
                new Expected(
                        expected.attestationKey(),
                        expected.deviceKey(),
                        expected.nonce(),
                        Digest.of("another"));
        assertThat(Attestation.objection(proof, otherSecret)).contains(Objection.WRONG_SECRET);
        try (var another = maker.make("another")) {
            var stranger = attester(another.newKey(folder.resolve("stranger")));
            var said = plausible(stranger.begin());
            assertThat(
                            Attestation.objection(
                                    proof,
                                    new Expected(
                                            expected.attestationKey(),
                                            said.deviceKey(),
                                            expected.nonce(),
                                            expected.secretHash())))
                    .contains(Objection.ABOUT_SOMETHING_ELSE);
            assertThat(
                            Attestation.objection(
                                    proof,
                                    new Expected(
                                            said.attestationKey(),
                                            expected.deviceKey(),
                                            expected.nonce(),
                                            expected.secretHash())))
                    .contains(Objection.WRONG_SIGNATURE);
            // what is sealed to one TPM, another does not open
            var sealed = plausible(attester.begin()).seal(secret(1), random);
            var challenge =
                    new AttestationChallenge(
                            expected.nonce(), sealed.credential(), sealed.secret());
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowable(
                                    () -> stranger.answer(challenge)))
                    .isInstanceOf(dev.rollcall.agent.tpm.TpmException.class)
                    .hasMessageContaining("ActivateCredential");
        }
    }

    private static Opened.Plausible plausible(AttestationBeginning asked) {
        var opened = Attestation.open(asked, List.of(maker.authority()), Instant.now());
        assertThat(opened).isInstanceOf(Opened.Plausible.class);
        return (Opened.Plausible) opened;
    }

    private static byte[] secret(int first) {
        var bytes = new byte[32];
        bytes[0] = (byte) first;
        return bytes;
    }
}
