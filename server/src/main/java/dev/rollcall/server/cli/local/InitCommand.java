package dev.rollcall.server.cli.local;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.access.PasswordHash;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.pki.Initialization;
import dev.rollcall.server.pki.Initialization.Result;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.server.ConfigFile;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollcall init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new installation: keys, database, the first district, its first administrator.",
            "Again it changes nothing and says so."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall init --district lincoln --district-name 'Lincoln USD' --admin kim"
                    + " --zone America/Chicago",
            "  rollcall init --config rollcall.yaml --passphrase-file p --dev --district lincoln"
                    + " --district-name Lincoln --admin kim --admin-password-file a"
        })
public final class InitCommand implements Callable<Integer> {

    @Mixin LocalServer local;

    @Option(names = "--district", required = true, paramLabel = "SLUG")
    String district = "";

    @Option(names = "--district-name", required = true, paramLabel = "NAME")
    String districtName = "";

    @Option(
            names = "--provider",
            paramLabel = "SLUG",
            defaultValue = "provider",
            description = "Slug of whoever runs this server (${DEFAULT-VALUE}).")
    String provider = "";

    @Option(
            names = "--provider-name",
            paramLabel = "NAME",
            defaultValue = "Provider",
            description = "Name of whoever runs this server (${DEFAULT-VALUE}).")
    String providerName = "";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone such as America/Chicago; this machine's if left out.")
    Optional<String> zone = Optional.empty();

    @Option(names = "--admin", required = true, paramLabel = "LOGIN")
    String admin = "";

    @Mixin AdminPassword adminPassword;

    @Mixin KeyPassphrases passphrases;

    /** The result for scripts. @param initialized whether anything was made now */
    record Made(
            boolean initialized,
            String caFingerprint,
            Optional<String> offlineFile,
            Optional<String> adminPassword) {}

    public InitCommand(Terminal terminal) {
        this.local = new LocalServer(terminal);
        this.adminPassword = new AdminPassword();
        this.passphrases = new KeyPassphrases();
    }

    @Override
    public Integer call() {
        var file = local.read();
        var random = local.random();
        try (var folder = DataFolder.create(file.server().data());
                var database = Database.open(file.server().storage())) {
            var initialization = new Initialization(database, local.terminal().clock(), random);
            var earlier =
                    Migrations.haveRun(database)
                            ? initialization.earlier()
                            : Optional.<Result>empty();
            if (earlier.isPresent()) {
                return said(file, earlier.get(), Optional.empty());
            }
            Migrations.run(database);
            return make(file, folder, initialization);
        }
    }

    private int make(ConfigFile file, DataFolder folder, Initialization initialization) {
        var random = local.random();
        var token = LocalServer.token(file.server(), random);
        try {
            var plan = plan(file, token);
            var password = adminPassword.choose(local.terminal(), admin, random);
            var founding =
                    new FirstDistrict(
                            names(),
                            PasswordHash.of(password.password(), random),
                            new DistrictFounder(
                                    new IdSource(local.terminal().clock(), random), random));
            if (local.development) {
                folder.markForDevelopment();
            }
            var result = initialization.run(plan, founding);
            return said(file, result, password.shown());
        } finally {
            token.ifPresent(KeyToken::close);
        }
    }

    private FirstDistrict.Names names() {
        return new FirstDistrict.Names(
                provider, providerName, district, districtName, local.zone(zone), admin);
    }

    private Initialization.Plan plan(ConfigFile file, Optional<KeyToken> token) {
        var data = file.server().data();
        var server = local.passphrase(file);
        return new Initialization.Plan(
                data,
                server,
                token,
                passphrases.secrets(local, server, Initialization.Plan.offlineFileBeside(data)),
                file.server().endpoints());
    }

    private int said(ConfigFile file, Result result, Optional<Secret> password) {
        return switch (result) {
            case Result.AlreadyInitialized(var root) ->
                    local.show(
                            new Made(false, colons(root), Optional.empty(), Optional.empty()),
                            () -> {
                                local.terminal().print("initialized before; nothing changed");
                                local.terminal().print(authority(root));
                            });
            case Result.Initialized(var root, var founded, var offline) ->
                    local.show(
                            new Made(
                                    true,
                                    colons(root),
                                    Optional.of(offline.toString()),
                                    password.map(Secret::revealText)),
                            () -> made(file, root, offline, password));
        };
    }

    private void made(ConfigFile file, Digest root, Path offline, Optional<Secret> password) {
        var terminal = local.terminal();
        var fingerprint = colons(root);
        terminal.print("initialized " + file.server().data());
        terminal.print(authority(root));
        terminal.print("administrator  " + SafeText.line(admin));
        password.ifPresent(
                p -> terminal.print("password       " + p.revealText() + "  (shown this once)"));
        terminal.print("offline keys   " + offline);
        file.server()
                .token()
                .ifPresent(token -> terminal.print("keys           in token " + token.label()));
        terminal.print("");
        terminal.print(
                "Now move the offline keys away from this machine to a safe place: they are needed to replace a key.");
        terminal.print("Then:");
        terminal.print(
                "  rollcall serve --config " + local.config + (local.development ? " --dev" : ""));
        terminal.print(
                "  rollcall login https://%s --user %s --district %s --ca-fingerprint %s"
                        .formatted(
                                file.server().endpoints().https().getFirst(),
                                SafeText.line(admin),
                                district,
                                fingerprint));
        terminal.print("  rollcall org add SLUG --name NAME --kind school");
        terminal.print("  rollcall token create --unit SLUG");
    }

    private static String authority(Digest root) {
        return "CA fingerprint " + colons(root) + "  (SHA-256)";
    }

    private static String colons(Digest digest) {
        return HexFormat.ofDelimiter(":").formatHex(digest.toBytes());
    }
}
