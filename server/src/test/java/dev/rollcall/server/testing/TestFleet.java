package dev.rollcall.server.testing;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A district with a school and a lab, devices that are enrolled by plain rows, an order key, and a
 * clock that is moved by hand.
 */
public final class TestFleet implements InstantSource {

    private static final KeyPair KEY = EcKeys.generate();
    public static final TrustedKeys TRUSTED = TrustedKeys.of(List.of(KEY.getPublic()));

    private final Database database;
    private final IdSource ids = new IdSource(this, new Random(1));
    private final Units units = new Units(ids);
    private final DistrictId district;
    private final UnitId school;
    private final UnitId lab;
    private final TokenId token;
    private Instant now = Instant.parse("2026-09-01T08:00:00Z");

    public TestFleet(Database database) {
        this(database, "lincoln");
    }

    /**
     * @param slug of the district; its school and lab are called after it
     */
    public TestFleet(Database database, String slug) {
        this.database = database;
        this.district =
                database.write(h -> units.createDistrict(h, slug, slug, ZoneOffset.UTC, now));
        this.school = unit(root(), UnitKind.SCHOOL, slug + "-west");
        this.lab = unit(school, UnitKind.LAB, slug + "-lab");
        this.token = new TokenId(ids.next());
        database.change(h ->
                h.execute(
                        """
                        INSERT INTO enrollment_token (district_id, id, unit_id, hash, uses, used,
                            created_at, expires_at) VALUES (?, ?, ?, ?, 1, 1, ?, ?)
                        """,
                        district,
                        token,
                        root(),
                        Digest.of(slug),
                        now,
                        now.plus(Duration.ofDays(1))));
    }

    public static SignedDocument sign(DistrictId district, String type, byte[] payload) {
        return SignedDocument.sign(type, payload, KeyId.of(KEY.getPublic()), KEY.getPrivate());
    }

    public Database database() {
        return database;
    }

    public DistrictId district() {
        return district;
    }

    public IdSource ids() {
        return ids;
    }

    public Units units() {
        return units;
    }

    public UnitId root() {
        return Unit.root(district);
    }

    public UnitId school() {
        return school;
    }

    public UnitId lab() {
        return lab;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void forward(Duration by) {
        now = now.plus(by);
    }

    public EnrolledDevice device(UnitId unit) {
        return devices(1, unit).getFirst();
    }

    public List<EnrolledDevice> devices(int count, UnitId unit) {
        var fresh =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                new EnrolledDevice(
                                        district,
                                        new DeviceId(ids.next()),
                                        new EnrollmentId(ids.next()),
                                        unit))
                        .toList();
        database.change(h -> {
            var devices =
                    h.prepareBatch(
                            "INSERT INTO device (district_id, id, unit_id, created_at) VALUES (?, ?, ?, ?)");
            var enrollments =
                    h.prepareBatch(
                            """
                            INSERT INTO enrollment (district_id, id, device_id, record_id, token_id,
                                key_fingerprint, key_protection, address_kind, started_at)
                            VALUES (?, ?, ?, ?, ?, ?, 'file', 'private', ?)
                            """);
            fresh.forEach(device -> {
                devices.add(district, device.device(), unit, now);
                enrollments.add(
                        district,
                        device.enrollment(),
                        device.device(),
                        device.device(),
                        token,
                        Digest.of(device.toString()),
                        now);
            });
            devices.execute();
            enrollments.execute();
        });
        return fresh;
    }

    public void endEnrollment(EnrolledDevice device) {
        database.change(h ->
                h.execute(
                        """
                        UPDATE enrollment SET ended_at = ?, end_reason = 'retired'
                        WHERE district_id = ? AND id = ?
                        """,
                        now.plus(Duration.ofSeconds(1)),
                        district,
                        device.enrollment()));
    }

    private UnitId unit(UnitId parent, UnitKind kind, String slug) {
        return database.write(h -> units.create(h, district, parent, kind, slug, slug, now));
    }
}
