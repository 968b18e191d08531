package dev.rollcall.server.testing;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;

/** A district in a fresh database, with devices and a clock that is moved by hand. */
public final class TestDistrict implements InstantSource {

    private final Database database;
    private final IdSource ids = new IdSource(InstantSource.system(), new Random(1));
    private final DistrictId id;
    private Instant now = Instant.parse("2026-09-01T08:00:00Z");
    private long sessions;

    public TestDistrict(Database database) {
        this(database, "lincoln");
    }

    public TestDistrict(Database database, String slug) {
        this.database = database;
        this.id =
                database.write(
                        h -> new Units(ids).createDistrict(h, slug, slug, ZoneOffset.UTC, now));
    }

    public DistrictId id() {
        return id;
    }

    public Database database() {
        return database;
    }

    public EnrolledDevice device() {
        var device = database.write(h -> new Devices(ids).create(h, id, Unit.root(id), now));
        return new EnrolledDevice(id, device, new EnrollmentId(ids.next()), Unit.root(id));
    }

    /** The same device in its next life. */
    public EnrolledDevice again(EnrolledDevice device) {
        return new EnrolledDevice(
                device.district(), device.device(), new EnrollmentId(ids.next()), device.unit());
    }

    public SessionFacts session() {
        return session("127.0.0.1");
    }

    public SessionFacts session(String address) {
        try {
            return new SessionFacts(++sessions, now, InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    public void forward(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
