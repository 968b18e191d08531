package dev.rollcall.agent.inventory.disks;

import static dev.rollcall.agent.inventory.disks.RecordedHeaders.disk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuksHeaderTest {

    private static final int CHECKSUM_ENDS = RecordedHeaders.CHECKSUM_AT + 32;
    private static final int CHECKSUM_FIELD_ENDS = RecordedHeaders.CHECKSUM_AT + 64;

    private static final String SLOT =
            "{\"type\":\"luks2\",\"key_size\":64,\"kdf\":{\"type\":\"argon2id\"}}";
    private static final String BOUND =
            "\"digests\":{\"0\":{\"keyslots\":[\"0\",\"1\"],\"segments\":[\"0\"]}}";
    private static final String SEGMENT =
            "\"segments\":{\"0\":{\"type\":\"crypt\",\"encryption\":\"aes-xts-plain64\"}}";

    @Test
    void whatCryptsetupWroteIsRead() throws IOException {
        assertThat(LuksHeader.read(disk(RecordedHeaders.luks1())))
                .contains(
                        new LuksHeader(
                                1,
                                RecordedHeaders.LUKS1_UUID,
                                cipher("aes-cbc-essiv:sha256", 256, 2, "pbkdf2")));
        assertThat(LuksHeader.read(disk(RecordedHeaders.luks2())))
                .contains(
                        new LuksHeader(
                                2,
                                RecordedHeaders.LUKS2_UUID,
                                cipher("aes-xts-plain64", 512, 2, "argon2id, pbkdf2")));
    }

    @Test
    void aHeaderIsOfTheMappingWithItsUuidAndItsVersion() throws IOException {
        var header = LuksHeader.read(disk(RecordedHeaders.luks2())).orElseThrow();

        assertThat(header.isOf("CRYPT-LUKS2-" + RecordedHeaders.LUKS2_UUID + "-root")).isTrue();
        assertThat(header.isOf("CRYPT-LUKS1-" + RecordedHeaders.LUKS2_UUID + "-root")).isFalse();
        assertThat(header.isOf("CRYPT-LUKS2-" + RecordedHeaders.LUKS1_UUID + "-root")).isFalse();
        assertThat(header.isOf("CRYPT-LUKS2--root")).isFalse();
    }

    @Test
    void aHeaderOfLuks2WithAnyByteChangedIsNoHeader() throws IOException {
        var header = RecordedHeaders.luks2();
        for (int at = 0; at < header.length; at += at < 600 ? 1 : 13) {
            if (at >= CHECKSUM_ENDS && at < CHECKSUM_FIELD_ENDS) {
                continue; // room for a longer checksum, which is no part of this one
            }
            var damaged = header.clone();
            damaged[at] ^= 0x10;

            assertThat(LuksHeader.read(disk(damaged))).as("byte %s", at).isEmpty();
        }
    }

    @Test
    void aDiskThatEndsInTheHeaderHasNone() throws IOException {
        for (var header : new byte[][] {RecordedHeaders.luks1(), RecordedHeaders.luks2()}) {
            for (int length = 0; length < header.length; length += 37) {
                assertThat(LuksHeader.read(disk(Arrays.copyOf(header, length)))).isEmpty();
            }
        }
        assertThat(LuksHeader.read(_ -> Optional.empty())).isEmpty();
        assertThat(LuksHeader.read(disk(new byte[20_000]))).isEmpty();
    }

    /** It has no checksum: what it says is within bounds, or it is none. */
    @Test
    void aDamagedHeaderOfLuks1SaysNothingThatCannotBe() throws IOException {
        var random = new Random(592);
        for (int round = 0; round < 20_000; round++) {
            var damaged = RecordedHeaders.luks1();
            for (int hits = random.nextInt(4); hits >= 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }

            LuksHeader.read(disk(damaged)).map(LuksHeader::cipher).ifPresent(this::isSensible);
        }
    }

    private void isSensible(Cipher cipher) {
        assertThat(cipher.name().orElseThrow()).matches("[A-Za-z0-9_:().,-]{3,129}");
        assertThat(cipher.keyBits().orElseThrow()).isBetween(8, 4096);
        assertThat(cipher.keySlots().orElseThrow()).isBetween(0, 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 513, 1_000_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aKeyOfLuks1ThatNoCipherHasIsRefused(int bytes) throws IOException {
        var header = RecordedHeaders.luks1();
        ByteBuffer.wrap(header).putInt(108, bytes);

        assertThat(LuksHeader.read(disk(header))).isEmpty();
    }

    @Test
    void slotsOfLuks1AreCountedWhereTheyAreInUse() throws IOException {
        var header = RecordedHeaders.luks1();
        ByteBuffer.wrap(header).putInt(208, 0xdead).putInt(256, 0xdead);

        assertThat(LuksHeader.read(disk(header)).orElseThrow().cipher())
                .isEqualTo(
                        new Cipher(
                                Optional.of("aes-cbc-essiv:sha256"),
                                Optional.of(256),
                                Optional.of(0),
                                Optional.empty()));

        ByteBuffer.wrap(header).putInt(208, 1);

        assertThat(LuksHeader.read(disk(header))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                4096,
                8192,
                16_385,
                24_576,
                8L << 20,
                1L << 32,
                (1L << 32) + 16_384,
                1L << 62,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void aSizeThatTheFormatDoesNotHaveIsNeverRead(long size) throws IOException {
        var header = RecordedHeaders.luks2();
        ByteBuffer.wrap(header).putLong(8, size);
        var most = new AtomicInteger();

        var read =
                LuksHeader.read(wanted -> {
                    most.accumulateAndGet(wanted, Math::max);
                    return disk(header).bytes(wanted);
                });

        assertThat(read).isEmpty();
        assertThat(most).hasValue(4096);
    }

    @Test
    void theLargestHeaderIsReadAndAsMuchJsonAsSlotsAndTokensTake() throws IOException {
        var json = "{\"keyslots\":{\"0\":" + SLOT + "}," + BOUND + "," + SEGMENT + ",\"tokens\":\"";
        int largest = 4 << 20;

        assertThat(cipherOf(json + "x".repeat(200_000) + "\"}", largest))
                .contains(cipher("aes-xts-plain64", 512, 1, "argon2id"));
        assertThat(cipherOf(json + "x".repeat(300_000) + "\"}", largest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"keyslots\":1000000000}",
                "{\"keyslots\":[]}",
                "{\"keyslots\":{\"1000000000\":{\"type\":\"luks2\"}}}",
                "{\"keyslots\":{\"32\":{\"type\":\"luks2\"}}}",
                "{\"keyslots\":{\"-1\":{\"type\":\"luks2\"}}}",
                "{\"keyslots\":{\"0\":{},\"0\":{}}}",
                "{\"keyslots\":{}} {}"
            })
    void whatIsNoMetadataSaysNothing(String json) throws IOException {
        assertThat(cipherOf(json, 16_384)).isEmpty();
    }

    @Test
    void metadataThatIsDeepOrWideSaysNothing() throws IOException {
        var deep = "{\"keyslots\":" + "{\"0\":".repeat(30_000) + "{}" + "}".repeat(30_000) + "}";
        var wide =
                IntStream.range(0, 20_000)
                        .mapToObj(slot -> "\"%d\":{}".formatted(slot))
                        .collect(Collectors.joining(",", "{\"keyslots\":{", "}}"));

        assertThat(cipherOf(deep, 1 << 20)).isEmpty();
        assertThat(cipherOf(wide, 1 << 20)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-64", "0", "1000000000", "64.5", "\"64\"", "null", "[64]", "{}"})
    void aLengthThatNoKeyHasIsAbsentAndTheRestIsSaid(String keySize) throws IOException {
        var json =
                ("{\"keyslots\":{\"0\":" + SLOT + "}," + BOUND + "," + SEGMENT + "}")
                        .replace(":64", ":" + keySize);

        assertThat(cipherOf(json, 16_384))
                .contains(
                        new Cipher(
                                Optional.of("aes-xts-plain64"),
                                Optional.empty(),
                                Optional.of(1),
                                Optional.of("argon2id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"aes\\u0007\"", "\"\"", "7", "null", "{}", "\"a b\"", "\"<script>\""})
    void aNameThatIsNoneIsAbsent(String name) throws IOException {
        var json =
                ("{\"keyslots\":{\"0\":" + SLOT + "}," + BOUND + "," + SEGMENT + "}")
                        .replace("\"argon2id\"", name)
                        .replace("\"aes-xts-plain64\"", name);

        assertThat(cipherOf(json, 16_384))
                .contains(
                        new Cipher(
                                Optional.empty(),
                                Optional.of(512),
                                Optional.of(1),
                                Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"linear\"}",
                "{\"type\":\"linear\",\"flags\":[\"in-reencryption\"]}",
                "{\"type\":\"crypt\",\"encryption\":\"cipher_null-ecb\"}"
            })
    void whilePartOfTheDataLiesInTheClearAllOfItIsNotEncrypted(String segment) throws IOException {
        var cipher = cipherOf(reencrypting(segment), 16_384).orElseThrow();

        assertThat(cipher.nothing()).isTrue();
        assertThat(Encryption.by(EncryptionMethod.LUKS2).with(cipher)).isEqualTo(Encryption.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"linear\",\"flags\":[\"backup-previous\"]}",
                "{\"type\":\"linear\",\"flags\":[\"x\",\"backup-moved-segment\"]}",
                "{\"type\":\"crypt\",\"encryption\":\"aes-cbc-essiv:sha256\"}"
            })
    void whileAReencryptionRunsTheCipherIsAbsentAndItsSlotDoesNotCount(String segment)
            throws IOException {
        assertThat(cipherOf(reencrypting(segment), 16_384))
                .contains(
                        new Cipher(
                                Optional.empty(),
                                Optional.of(512),
                                Optional.of(1),
                                Optional.of("argon2id")));
    }

    private static String reencrypting(String segment) {
        return "{\"keyslots\":{\"0\":"
                + SLOT
                + ",\"1\":{\"type\":\"reencrypt\",\"key_size\":1}},"
                + BOUND
                + ",\"segments\":{\"0\":{\"type\":\"crypt\",\"encryption\":\"aes-xts-plain64\"},"
                + "\"1\":"
                + segment
                + "}}";
    }

    @Test
    void aChecksumOfAKindThatIsNotKnownProvesNothing() throws IOException {
        var header = RecordedHeaders.luks2();
        var name = "whirlpool".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, header, 72, name.length);

        assertThat(LuksHeader.read(disk(header))).isEmpty();
    }

    private static Optional<Cipher> cipherOf(String json, int size) throws IOException {
        return LuksHeader.read(disk(RecordedHeaders.luks2(json, size))).map(LuksHeader::cipher);
    }

    private static Cipher cipher(String name, int keyBits, int slots, String derivation) {
        return new Cipher(
                Optional.of(name),
                Optional.of(keyBits),
                Optional.of(slots),
                Optional.of(derivation));
    }
}
