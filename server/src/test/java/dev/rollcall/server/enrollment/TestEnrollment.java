package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.Acceptance.Pending;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.storage.Database;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The enrollment room of an initialized installation, with one district, for tests. */
public final class TestEnrollment {

    static final InetAddress FROM = InetAddress.ofLiteral("198.51.100.7");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final TestPki pki;
    private final DistrictId district;
    private final Authorities authorities;
    private final Tokens tokens;
    private final Devices devices;
    private final AuditLog audit = new AuditLog(RANDOM);
    private final Enrollments enrollments;
    private final KnownRecords records;
    private final InstantSource clock;

    public TestEnrollment(Database database, Path folder) {
        this(database, folder, InstantSource.fixed(TestPki.NOW));
    }

    public TestEnrollment(Database database, Path folder, InstantSource clock) {
        this(database, folder, clock, audit -> new NobodyKnown());
    }

    /** With records that are known by their serials. */
    public TestEnrollment(
            Database database, Path folder, Function<AuditLog, KnownRecords> records) {
        this(database, folder, InstantSource.fixed(TestPki.NOW), records);
    }

    private TestEnrollment(
            Database database,
            Path folder,
            InstantSource clock,
            Function<AuditLog, KnownRecords> known) {
        var ids = new IdSource(clock, RANDOM);
        this.records = known.apply(audit);
        this.clock = clock;
        this.database = database;
        this.pki = new TestPki(database, folder, clock);
        this.district = pki.initialize().district();
        this.authorities = pki.open();
        this.tokens = new Tokens(ids, RANDOM);
        this.devices = new Devices(ids);
        this.enrollments =
                new Enrollments(
                        database,
                        tokens,
                        devices,
                        authorities,
                        audit,
                        ids,
                        new Departures(
                                database,
                                authorities,
                                new Retirements(),
                                audit,
                                (handle, of, ended, at) -> 0,
                                (ended, why) -> {}),
                        (handle, to, of, since, at) -> 0,
                        records);
    }

    /** A token of the district's root unit, as text. */
    public String token(int uses) {
        return token(uses, List.of());
    }

    /** Likewise, good from where these devices ask alone. */
    public String tokenForHere(int uses) {
        return token(uses, List.of(AddressRange.parse(FROM.getHostAddress() + "/32")));
    }

    private String token(int uses, List<AddressRange> from) {
        var wanted =
                new NewToken(
                        district,
                        root(),
                        uses,
                        NewToken.USUAL_VALIDITY,
                        Optional.empty(),
                        Set.of(),
                        from);
        return database.write(h -> tokens.create(h, wanted, clock.instant())).secret().revealText();
    }

    /** Enrolls a device with a new key. */
    public Accepted enroll() {
        return accepted(accept(token(1)));
    }

    /** Enrolls a device with a new key, which claims a serial. */
    public Accepted enroll(String token, String serial) {
        var csr = CertificateRequest.make(EcKeys.generate(), Optional.of(serial));
        return accepted(accept(token, csr));
    }

    public KnownRecords records() {
        return records;
    }

    private static Accepted accepted(Acceptance acceptance) {
        return switch (acceptance) {
            case Accepted accepted -> accepted;
            case Pending pending -> throw new IllegalStateException(pending.review());
            case Denied denied -> throw new IllegalStateException(denied.detail());
        };
    }

    Acceptance accept(String token) {
        return accept(token, CertificateRequest.make(EcKeys.generate()));
    }

    Acceptance accept(String token, byte[] csr) {
        return enrollments.accept(Optional.of(token), csr, FROM, clock.instant());
    }

    /** Devices that wait, all with one token. */
    void waiting(int count) {
        var many = token(count);
        for (int i = 0; i < count; i++) {
            if (!(accept(many) instanceof Pending)) {
                throw new IllegalStateException("not told to wait");
            }
        }
    }

    /** All that wait are let in, in one transaction. */
    void approveAll(Reviews reviews) {
        var by =
                new Decider(
                        Decider.Verb.APPROVE,
                        false,
                        false,
                        Optional.empty(),
                        Actor.system(),
                        clock.instant());
        database.change(h ->
                reviews.decide(
                        h,
                        reviews.open(
                                h,
                                district,
                                List.of(root()),
                                Optional.empty(),
                                Optional.empty(),
                                by.verb()),
                        by));
    }

    public Identities identities() {
        return new Identities(database, authorities, clock);
    }

    public UnitId root() {
        return new UnitId(district.value());
    }

    public Database database() {
        return database;
    }

    public TestPki pki() {
        return pki;
    }

    public DistrictId district() {
        return district;
    }

    public Authorities authorities() {
        return authorities;
    }

    public Tokens tokens() {
        return tokens;
    }

    public Devices devices() {
        return devices;
    }

    public AuditLog audit() {
        return audit;
    }

    public Enrollments enrollments() {
        return enrollments;
    }
}
