package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.enrollment.Attestation;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Keeping;
import dev.rollcall.agent.policy.Published;
import dev.rollcall.agent.policy.SectionsOff;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.weight.WatchdogFile;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how this device stands with its server, from what the running agent left in writing. */
@Command(
        description = "Says how this device stands with its server.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin private Place place = new Place();
    @Mixin private KeyStoreOption keyStore = new KeyStoreOption();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /** The answer. Times are the server's. */
    record Status(
            String version,
            boolean enrolled,
            Optional<String> waitingAs,
            boolean sealed,
            boolean sealingCutShort,
            boolean running,
            Optional<DistrictId> district,
            Optional<EnrollmentId> enrollment,
            Optional<Instant> certificateUntil,
            Optional<KeyProtection> keyProtection,
            Optional<String> keyDetail,
            Optional<String> server,
            List<String> gateways,
            Optional<Situation> situation,
            Optional<Instant> since,
            Optional<Instant> lastCheckIn,
            Optional<Boolean> stateKept,
            Optional<String> stateDetail,
            List<SectionKind> sectionsOff,
            List<String> networks,
            Optional<WatchdogFile.Last> restraint) {}

    @Override
    public Integer call() throws CommandException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var state = place.state();
        // asking must not make the folder that it asks about
        if (!Files.isDirectory(state)) {
            throw CommandException.notEnrolled();
        }
        var folder = StateFolder.open(state);
        var status = read(folder, place.config(Optional.empty(), keyStore.keys()).keysOf(folder));
        if (json) {
            out.println(Json.strict().writeValueAsString(status));
        } else {
            print(status, out);
        }
        out.flush();
        return (status.enrolled() ? ExitStatus.DONE : ExitStatus.NOT_ENROLLED).code();
    }

    private static Status read(StateFolder folder, DeviceKeys keys) {
        var identity = IdentityStore.open(folder, keys).current();
        var bundle = TrustBundleStore.open(folder);
        var left = StatusFile.read(folder);
        var sealed = Sealing.of(folder);
        boolean cutShort = sealed.filter(s -> !s.complete()).isPresent();
        var keeping = Keeping.of(DeviceFiles.below(Path.of("/")), folder.path());
        return new Status(
                Build.current().version(),
                identity.isPresent() && bundle.isPresent() && !cutShort,
                Enroller.waitingAs(folder),
                identity.isEmpty() && !cutShort && sealed.isPresent(),
                cutShort,
                StatusFile.running(folder, left),
                identity.map(Identity::district),
                identity.map(Identity::enrollment),
                identity.map(i -> i.certificate().getNotAfter().toInstant()),
                identity.map(i -> protection(folder, i)),
                identity.map(i -> keys.where(i.key()) + proven(folder, i)),
                Enroller.serverOf(folder),
                bundle.map(b -> b.bundle().gateways()).orElse(List.of()),
                left.map(StatusFile.Left::situation),
                left.map(StatusFile.Left::since),
                identity.flatMap(i -> lastCheckIn(folder, i)),
                kept(keeping),
                detail(keeping),
                identity.map(i -> SectionsOff.keptIn(folder, i.district())).stream()
                        .flatMap(Set::stream)
                        .sorted()
                        .toList(),
                identity.map(i -> Published.keptIn(folder, i.district())).stream()
                        .flatMap(List::stream)
                        .map(PublishedNetwork::name)
                        .toList(),
                WatchdogFile.read(folder));
    }

    private static Optional<Boolean> kept(Keeping keeping) {
        return switch (keeping) {
            case Keeping.Kept() -> Optional.of(true);
            case Keeping.Lost(_) -> Optional.of(false);
            case Keeping.Unknown(_) -> Optional.empty();
        };
    }

    private static Optional<String> detail(Keeping keeping) {
        return switch (keeping) {
            case Keeping.Kept() -> Optional.empty();
            case Keeping.Lost(var because) -> Optional.of(because);
            case Keeping.Unknown(var because) -> Optional.of(because);
        };
    }

    private static String proven(StateFolder folder, Identity identity) {
        return protection(folder, identity) == KeyProtection.ATTESTED
                ? ", proven to the server"
                : "";
    }

    private static KeyProtection protection(StateFolder folder, Identity identity) {
        return Attestation.isAttested(folder, identity.certificate().getPublicKey())
                ? KeyProtection.ATTESTED
                : DeviceKeys.protection(identity.key());
    }

    private static Optional<Instant> lastCheckIn(StateFolder folder, Identity identity) {
        return new StoredMemory(folder, identity.enrollment())
                .recall()
                .filter(kept -> kept.continuation().isPresent())
                .map(Remembered::floor);
    }

    private static void print(Status status, PrintWriter out) {
        line(out, "agent", status.version() + (status.running() ? ", running" : ", not running"));
        if (status.stateKept().filter(kept -> !kept).isPresent()) {
            line(out, "state", "not kept across restarts: " + status.stateDetail().orElse(""));
        }
        if (!status.enrolled()) {
            line(out, "device", unenrolled(status));
            return;
        }
        status.enrollment().ifPresent(id -> line(out, "enrollment", id.toString()));
        status.district().ifPresent(id -> line(out, "district", id.toString()));
        status.certificateUntil().ifPresent(end -> line(out, "certificate", "until " + end));
        status.keyDetail().ifPresent(where -> line(out, "key", where));
        line(out, "gateway", String.join(", ", status.gateways()));
        status.situation()
                .ifPresent(now ->
                        line(
                                out,
                                "session",
                                Json.strict().valueToTree(now.state()).asString()
                                        + ": "
                                        + now.detail()));
        status.restraint().ifPresent(last -> line(out, "watchdog", words(last)));
        status.lastCheckIn().ifPresent(at -> line(out, "last check-in", at.toString()));
        if (!status.sectionsOff().isEmpty()) {
            var names = status.sectionsOff().stream().map(SectionKind::name);
            line(
                    out,
                    "not collected",
                    names.collect(Collectors.joining(", ")) + ": switched off by policy");
        }
        if (!status.networks().isEmpty()) {
            line(
                    out,
                    "networks",
                    String.join(", ", status.networks())
                            + ": the server is told in which of these the device is, or that in"
                            + " none");
        }
    }

    private static String words(WatchdogFile.Last last) {
        var what = Json.strict().valueToTree(last.what()).asString();
        return what
                + " at "
                + last.at()
                + last.until().map(end -> ", free since " + end).orElse("")
                + ": "
                + last.because();
    }

    private static String unenrolled(Status status) {
        if (status.sealingCutShort()) {
            return "not sealed yet, sealing was cut short: run rollcall-agent seal again";
        }
        if (status.waitingAs().isPresent()) {
            return Patience.sentence(status.waitingAs());
        }
        return status.sealed() ? "sealed, not enrolled" : "not enrolled";
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-14s %s%n", name, value);
    }
}
