package dev.rollcall.server.cli.local;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.pki.rollover.HostMove;
import dev.rollcall.server.pki.rollover.Rollover;
import dev.rollcall.server.server.KeyDependents;
import dev.rollcall.server.server.ServerConfig;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import java.util.Optional;

/** The database of a server that does not run, for the one command that has its folder. */
final class StoppedServer implements AutoCloseable {

    private final ServerConfig config;
    private final DataFolder folder;
    private final Database database;
    private final Rollover.Tools tools;
    private final Units units;
    private Optional<KeyToken> token = Optional.empty();

    private StoppedServer(
            ServerConfig config, DataFolder folder, Database database, LocalServer local) {
        this.config = config;
        this.folder = folder;
        this.database = database;
        this.tools = Rollover.Tools.usual(local.terminal().clock(), local.random());
        this.units = new Units(new IdSource(tools.clock(), tools.random()));
    }

    /** A running server keeps its keys in memory: it has the folder, and this is refused. */
    static StoppedServer open(LocalServer local, ServerConfig config) {
        var folder = DataFolder.open(config.data());
        try {
            var database = Database.open(config.storage());
            Migrations.run(database);
            return new StoppedServer(config, folder, database, local);
        } catch (RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    /** Once. */
    Rollover rollover(Secret passphrase) {
        token = LocalServer.token(config, tools.random());
        return Rollover.open(
                database,
                passphrase,
                config.endpoints(),
                KeyDependents.ofTheRooms(units),
                tools.with(token));
    }

    HostMove hostMove() {
        return new HostMove(database, config.endpoints(), KeyDependents.ofTheRooms(units), tools);
    }

    /** Whose key it is: a district's, which need not be named where it is the only one. */
    DistrictId owner(Purpose purpose, Optional<String> district) {
        return switch (purpose) {
            case ROOT, INFRASTRUCTURE, TLS ->
                    database.read(units::provider)
                            .map(provider -> provider.id())
                            .orElseThrow(() ->
                                    new CommandFailure(
                                            ExitCode.REFUSED,
                                            "there is no installation here: run rollcall init first"));
            case ISSUING, ORDER, ESCROW -> district.map(this::named).orElseGet(this::onlyDistrict);
        };
    }

    private DistrictId named(String slug) {
        return database.read(h -> units.district(h, slug))
                .map(district -> district.id())
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.REFUSED, "no district is called " + SafeText.line(slug)));
    }

    private DistrictId onlyDistrict() {
        var all =
                database.read(units::districts).stream()
                        .filter(district -> district.kind() == UnitKind.DISTRICT)
                        .toList();
        if (all.size() != 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Which district? Name it with --district SLUG.");
        }
        return all.getFirst().id();
    }

    @Override
    public void close() {
        try {
            token.ifPresent(KeyToken::close);
            database.close();
        } finally {
            folder.close();
        }
    }
}
