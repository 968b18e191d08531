package dev.rollcall.server.cli.local;

import dev.rollcall.server.access.PasswordHash;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.pki.Initialization;
import dev.rollcall.server.pki.Initialization.Founded;
import java.time.Instant;
import java.time.ZoneId;
import org.jdbi.v3.core.Handle;

/** The provider, its first district, and the administrator of both. */
final class FirstDistrict implements Initialization.Founding {

    /** What they are called. @param login of the administrator */
    record Names(
            String provider,
            String providerName,
            String district,
            String districtName,
            ZoneId zone,
            String login) {}

    private final Names names;
    private final PasswordHash password;
    private final DistrictFounder founder;

    FirstDistrict(Names names, PasswordHash password, DistrictFounder founder) {
        this.names = names;
        this.password = password;
        this.founder = founder;
    }

    @Override
    public Founded found(Handle handle, Instant now) {
        var provider =
                founder.provider(handle, names.provider(), names.providerName(), names.zone(), now);
        var district =
                founder.district(handle, names.district(), names.districtName(), names.zone(), now);
        founder.administrator(handle, provider, Role.PROVIDER_ADMIN, names.login(), password, now);
        return new Founded(provider, district);
    }
}
