package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.enrollment.Tokens.Created;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * Gives devices from one district to another: retired here, and a token of one use there, in one
 * transaction. Of this district the other learns the id of the record, and nothing more. Safe for
 * use by many threads.
 */
public final class Transfers {

    private final Database database;
    private final Departures departures;
    private final Tokens tokens;
    private final AuditLog audit;

    public Transfers(Database database, Departures departures, Tokens tokens, AuditLog audit) {
        this.database = database;
        this.departures = departures;
        this.tokens = tokens;
        this.audit = audit;
    }

    /**
     * A device that is retired already, or was never enrolled, is a {@link
     * dev.rollcall.server.problem.Problem}.
     *
     * @param to unit of the other district
     */
    public Created transfer(
            DistrictId from,
            DeviceId device,
            DistrictId district,
            UnitId to,
            String reason,
            Actor actor,
            Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var retiring = new Retiring(from, device, RetiredAs.TRANSFERRED, today, reason);
        var wanted =
                new NewToken(
                        district,
                        to,
                        NewToken.USUAL_USES,
                        NewToken.USUAL_VALIDITY,
                        Optional.of("transfer"));
        record Done(Enrollment retired, Created token) {}
        var done =
                database.write(h -> {
                    var retired = departures.retire(h, retiring, actor, now);
                    var made = tokens.create(h, wanted, Optional.of(device), now);
                    audit.record(
                            h,
                            AuditEvent.of(
                                    district,
                                    actor,
                                    now,
                                    "created",
                                    "enrollment-token",
                                    made.token().id().toString(),
                                    Map.of(
                                            "unit", to.toString(),
                                            "uses", NewToken.USUAL_USES,
                                            "expiresAt", made.token().expiresAt().toString(),
                                            "cameFrom", device.toString())));
                    KillPoint.pass("server.departure.before-commit");
                    return new Done(retired, made);
                });
        KillPoint.pass("server.departure.after-commit");
        departures.told(done.retired(), now);
        return done.token();
    }
}
