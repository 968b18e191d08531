package dev.rollcall.server.cli.local;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.access.PasswordHash;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.org.District;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.FurtherDistrict;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.server.ServerConfig;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageConfig;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall district}. */
@Command(
        name = "district",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The districts of an installation, on the server's own machine.")
public final class DistrictCommands {

    /** The result for scripts. @param added whether anything was made now */
    record Added(
            boolean added,
            DistrictId district,
            Optional<String> offlineFile,
            Optional<String> adminPassword) {}

    /** What it is to be called. */
    private record Wanted(String slug, String name, ZoneId zone, Optional<String> admin) {}

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Adds a district with keys of its own. Again it changes nothing and says so.",
                "With H2 the server must be stopped; with PostgreSQL it is restarted afterwards."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall district add adams --name 'Adams County Schools' --admin ada"
                        + " --zone America/Denver",
                "  rollcall district add adams --name Adams --offline-file /mnt/safe/adams.pem"
            })
    int add(
            @Mixin LocalServer local,
            @Mixin KeyPassphrases passphrases,
            @Mixin AdminPassword adminPassword,
            @Parameters(paramLabel = "SLUG") String slug,
            @Option(names = "--name", required = true, paramLabel = "NAME") String name,
            @Option(
                            names = "--zone",
                            paramLabel = "ZONE",
                            description =
                                    "Time zone such as America/Chicago; this machine's if left out.")
                    Optional<String> zone,
            @Option(
                            names = "--admin",
                            paramLabel = "LOGIN",
                            description =
                                    "A new administrator of this district only; the provider's"
                                            + " administrators see it in any case.")
                    Optional<String> admin) {
        var server = local.read().server();
        try (var _ = exclusive(server);
                var database = Database.open(server.storage())) {
            Migrations.run(database);
            var ids = new IdSource(local.terminal().clock(), local.random());
            var found = database.read(h -> new Units(ids).district(h, slug));
            if (found.isPresent()) {
                return known(local, found.get());
            }
            var wanted = new Wanted(slug, name, local.zone(zone), admin);
            return made(local, passphrases, adminPassword, database, wanted);
        }
    }

    /** With H2 the folder has one user; a PostgreSQL server goes on and is restarted later. */
    private static AutoClosing exclusive(ServerConfig server) {
        return switch (server.storage()) {
            case StorageConfig.H2File _ -> DataFolder.open(server.data())::close;
            case StorageConfig.PostgreSql _ -> () -> {};
        };
    }

    private static int made(
            LocalServer local,
            KeyPassphrases passphrases,
            AdminPassword adminPassword,
            Database database,
            Wanted wanted) {
        var file = local.read();
        var passphrase = local.passphrase(file);
        var usual =
                file.server()
                        .data()
                        .toAbsolutePath()
                        .resolveSibling("offline-keys-" + wanted.slug() + ".pem");
        var secrets = passphrases.secrets(local, passphrase, usual);
        var random = local.random();
        var password =
                wanted.admin().map(login -> adminPassword.choose(local.terminal(), login, random));
        var token = LocalServer.token(file.server(), random);
        var founder = new DistrictFounder(new IdSource(local.terminal().clock(), random), random);
        var hash = password.map(chosen -> PasswordHash.of(chosen.password(), random));
        FurtherDistrict.Founding founding =
                (handle, now) -> {
                    var id =
                            founder.district(
                                    handle, wanted.slug(), wanted.name(), wanted.zone(), now);
                    wanted.admin()
                            .ifPresent(login ->
                                    founder.administrator(
                                            handle,
                                            id,
                                            Role.DISTRICT_ADMIN,
                                            login,
                                            hash.orElseThrow(),
                                            now));
                    return id;
                };
        DistrictId district;
        try {
            district =
                    new FurtherDistrict(database, local.terminal().clock(), random)
                            .add(passphrase, token, secrets, founding);
        } finally {
            token.ifPresent(KeyToken::close);
        }
        var shown = password.flatMap(AdminPassword.Chosen::shown).map(s -> s.revealText());
        var added = new Added(true, district, Optional.of(secrets.offlineFile().toString()), shown);
        return local.show(added, () -> say(local, file.server(), wanted, added));
    }

    private static int known(LocalServer local, District district) {
        return local.show(
                new Added(false, district.id(), Optional.empty(), Optional.empty()),
                () ->
                        local.terminal()
                                .print(
                                        "district "
                                                + SafeText.line(district.slug())
                                                + " exists already; nothing changed"));
    }

    private static void say(LocalServer local, ServerConfig server, Wanted wanted, Added added) {
        var terminal = local.terminal();
        terminal.print("added district " + wanted.slug());
        wanted.admin().ifPresent(login -> terminal.print("administrator  " + SafeText.line(login)));
        added.adminPassword()
                .ifPresent(p -> terminal.print("password       " + p + "  (shown this once)"));
        added.offlineFile().ifPresent(file -> terminal.print("offline keys   " + file));
        terminal.print("");
        terminal.print(
                "Now move the offline keys away from this machine to a safe place: they are needed to replace a key.");
        terminal.print(
                switch (server.storage()) {
                    case StorageConfig.H2File _ -> "Then start the server.";
                    case StorageConfig.PostgreSql _ ->
                            "Then restart every server on this database: until then no device of"
                                    + " the district can enroll.";
                });
    }

    /** Closes without a checked exception. */
    private interface AutoClosing extends AutoCloseable {

        @Override
        void close();
    }
}
