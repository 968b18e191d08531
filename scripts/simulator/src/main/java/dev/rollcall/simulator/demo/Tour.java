package dev.rollcall.simulator.demo;

import dev.rollcall.common.json.Json;
import dev.rollcall.simulator.demo.Stranger.Ending;
import dev.rollcall.simulator.process.CommandLine;
import dev.rollcall.simulator.process.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The way of a technician and an auditor through the demo; it ends at the first thing that is not
 * true.
 */
final class Tour {

    private static final Duration SOON = Duration.ofSeconds(40);

    /** From the start of the demo, which is after the build. */
    private static final Duration MOST = Duration.ofMinutes(2);

    private static final String BANNER = "Property of Demo District\n";

    private final Demo demo;
    private final CommandLine rollcall;
    private final String host = ThisMachine.hostname();

    Tour(Demo demo) {
        this.demo = demo;
        this.rollcall = demo.rollcall();
    }

    /** Whether everything was true. */
    boolean go() {
        try {
            inventory();
            scriptRuns();
            policyHolds();
            var beforeDrift = Instant.now();
            var repaired = driftIsRepaired();
            exports(beforeDrift, repaired);
            strangersAreRefused();
            whoMustWaitIsApproved();
            backupAndRestore();
            revocationIsTold();
            rollcall.ok("audit", "verify");
            ok("the audit chain holds");
            var took = Duration.ofNanos(System.nanoTime() - demo.began());
            // a busy machine is slower, which makes nothing above untrue
            System.out.println(
                    "%s all of it in %d s; %d is the budget"
                            .formatted(
                                    took.compareTo(MOST) < 0 ? "ok  " : "slow",
                                    took.toSeconds(),
                                    MOST.toSeconds()));
            return true;
        } catch (IllegalStateException e) {
            System.out.println("FAIL " + e.getMessage());
            return false;
        }
    }

    private void inventory() {
        Until.holds(SOON, "this machine's inventory arrives", () -> sections(show()).size() >= 8);
        var device = show();
        hardware(body(device, "hardware"));
        var system = body(device, "operating-system");
        ifKnown(
                "operating system",
                ThisMachine.osName(),
                "/etc/os-release has no PRETTY_NAME",
                name -> same("operating system", name, system.path("prettyName")));
        same("kernel", ThisMachine.kernel(), system.path("kernelRunning"));
        int packages = body(device, "packages").path("count").asInt(0);
        truth("packages " + packages, packages > 0);
        ifKnown(
                "packages",
                ThisMachine.packages(),
                "there is neither dpkg-query nor rpm",
                own -> truth("packages as dpkg and rpm count them: " + own, own == packages));
        pendingUpdates(body(device, "patch-level").path("pending"));
        ifKnown(
                "encryption",
                Encryption.ofThisMachine(),
                "there is no findmnt",
                own -> encryption(own, body(device, "volumes")));
        var counts = rollcall.json("device", "list", "--count");
        truth(
                "26 devices in the district: " + counts,
                counts.path("matched").asLong(0) == 26
                        && counts.path("unknown").asLong(0) == 0
                        && counts.path("stale").asLong(0) == 0);
    }

    private static void hardware(JsonNode hardware) {
        ifKnown(
                "processor",
                ThisMachine.processor(),
                "/proc/cpuinfo has no model name",
                name -> same("processor", name, hardware.path("processor").path("model")));
        long memory = hardware.path("memoryBytes").asLong(0);
        long kernels = ThisMachine.memoryKiB() * 1024;
        // firmware and graphics keep a part of the modules: the kernel's figure is lower
        truth("memory " + memory, memory >= kernels && memory < kernels / 2 * 3);
        var disks =
                stream(hardware.path("disks"))
                        .map(d -> d.path("name").asString(""))
                        .sorted()
                        .toList();
        ifKnown(
                "disks",
                ThisMachine.disks(),
                "there is no lsblk",
                own -> truth("disks " + disks + ", by lsblk " + own, disks.equals(own)));
        var serial = hardware.path("serial");
        ThisMachine.serial()
                .ifPresentOrElse(
                        own -> same("serial", own, serial),
                        () ->
                                truth(
                                        "no serial, as this machine tells none",
                                        serial.isMissingNode()));
    }

    private static void pendingUpdates(JsonNode pending) {
        if (!ThisMachine.hasApt()) {
            notChecked("pending updates", "there is no apt");
            return;
        }
        if (!ThisMachine.hasPackageLists()) {
            truth(
                    "no list of pending updates, as there are no package lists",
                    pending.isMissingNode());
            notChecked("which updates are pending", "there are no package lists");
            return;
        }
        var here =
                stream(pending)
                        .map(u ->
                                u.path("name").asString("")
                                        + " "
                                        + u.path("candidate").asString(""))
                        .sorted()
                        .toList();
        ifKnown(
                "pending updates",
                ThisMachine.pendingUpdates(),
                "apt does not list what it could update",
                own -> truth(differing(own, here), pending.isArray() && own.equals(here)));
    }

    /** What apt counts, and where the agent does not agree. */
    private static String differing(List<String> own, List<String> here) {
        var only = own.stream().filter(u -> !here.contains(u)).toList();
        var more = here.stream().filter(u -> !own.contains(u)).toList();
        return "pending updates as apt lists them, held and phased ones too: "
                + own.size()
                + (only.isEmpty() ? "" : ", by apt only " + only)
                + (more.isEmpty() ? "" : ", by the agent only " + more);
    }

    private static void encryption(Encryption own, JsonNode section) {
        own.volumes()
                .forEach((mountPoint, encrypted) -> {
                    var volume =
                            stream(section.path("volumes"))
                                    .filter(v ->
                                            v.path("mountPoint").asString("").equals(mountPoint))
                                    .findFirst();
                    var here = volume.map(v -> v.path("encrypted")).filter(JsonNode::isBoolean);
                    truth(
                            "volume %s encrypted: %s"
                                    .formatted(mountPoint, Encryption.word(encrypted)),
                            volume.isPresent()
                                    && here.map(JsonNode::booleanValue).equals(encrypted));
                });
        var protection = section.path("protection");
        own.protection()
                .ifPresentOrElse(
                        word -> same("protection as a whole", word, protection),
                        () ->
                                truth(
                                        "no verdict on protection, as a part cannot be seen",
                                        protection.isMissingNode()));
    }

    private void scriptRuns() {
        var script = demo.folder().resolve("look.sh");
        write(script, "echo hello from $(hostname)\necho run $ROLLCALL_RUN\n");
        var job =
                rollcall.json(
                        "job", "run", "hostname:" + host, "--script", script.toString(), "--yes");
        var number = job.path("number").asString(job.path("job").asString(""));
        Until.holds(
                SOON,
                "job " + number + " succeeds",
                () -> rollcall.ok("job", "show", number).contains("succeeded 1"));
        Until.holds(
                SOON,
                "its output comes back",
                () ->
                        rollcall.run("job", "output", number, host)
                                .output()
                                .contains("hello from " + host));
        ok("a script ran here and its output came back (" + number + ")");
    }

    private void policyHolds() {
        var policy = demo.folder().resolve("lab-baseline.yaml");
        write(
                policy,
                """
                policy: lab-baseline
                description: what every device of the demo keeps
                assign: [demo]
                settings:
                  file:
                    - path: /etc/motd
                      content: "%s"
                      mode: "0644"
                  chromium:
                    HomepageLocation: https://lincoln.example
                """
                        .formatted(BANNER.replace("\n", "\\n")));
        rollcall.ok("policy", "apply", "-f", policy.toString());
        var motd = demo.agentRoot().resolve("etc/motd");
        Until.holds(
                SOON,
                "the policy is applied",
                () -> Files.exists(motd) && Files.readString(motd).equals(BANNER));
        Until.holds(
                SOON,
                "the policy is reported",
                () -> rollcall.ok("policy", "explain", host).contains("lab-baseline"));
        // what the policy found at first it had to make true; only the next look finds it so
        Until.holds(
                SOON,
                "the policy is found true",
                () -> !rollcall.ok("policy", "explain", host).contains("repaired"));
        ok("a policy was applied on this machine and reported back");
    }

    /** When the server knew of the repair. */
    private Instant driftIsRepaired() {
        var motd = demo.agentRoot().resolve("etc/motd");
        write(motd, "changed by hand\n");
        Until.holds(SOON, "drift is repaired", () -> read(motd).equals(BANNER));
        Until.holds(
                SOON,
                "the repair is reported",
                () -> rollcall.ok("policy", "explain", host).contains("repaired"));
        var known = Instant.now();
        ok("drift made by hand was found and repaired");
        return known;
    }

    private void exports(Instant beforeDrift, Instant repaired) {
        var csv = rollcall.ok("export", "devices", "--format", "csv");
        truth("the export has a row for this machine", csv.lines().anyMatch(l -> l.contains(host)));
        truth("and one for each device", csv.lines().count() == 27);
        truth(
                "the export as of the repair tells of it: " + motd(repaired),
                motd(repaired).startsWith("repaired"));
        truth(
                "as of before the drift it does not: " + motd(beforeDrift),
                motd(beforeDrift).startsWith("compliant"));
    }

    /** How the policy's file stood on this machine, as an auditor is told. */
    private String motd(Instant at) {
        var checks =
                Json.strict()
                        .readTree(
                                rollcall.ok(
                                        "export",
                                        "compliance",
                                        "--format",
                                        "json",
                                        "--as-of",
                                        at.toString()))
                        .path("checks");
        return stream(checks)
                .filter(c -> c.path("hostname").asString("").equals(host))
                .filter(c -> c.path("check").asString("").contains("/etc/motd"))
                .map(c -> c.path("evidence").asString(""))
                .findFirst()
                .orElse("no such check");
    }

    private void strangersAreRefused() {
        try {
            var gateway = demo.installation().gatewayPort();
            var device = demo.enrollAnother();
            var own = Stranger.withOwnCertificate(gateway, device);
            truth("a device's own certificate is answered", own instanceof Ending.Answered);
            refused("no certificate", Stranger.withoutCertificate(gateway));
            refused(
                    "a foreign authority's certificate that names a device of ours",
                    Stranger.withForeignAuthority(gateway, device));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void whoMustWaitIsApproved() {
        try (var asking = demo.askToJoin()) {
            var told = Pattern.compile("waiting for approval at the server as (R-\\d+)");
            Until.holds(
                    SOON,
                    "a device whose token is for many is told to wait",
                    () -> told.matcher(asking.printed()).find());
            var review = told.matcher(asking.printed());
            if (!review.find()) {
                throw new IllegalStateException("it is not told its review");
            }
            rollcall.ok("review", "approve", review.group(1));
            truth(
                    "a device that had to wait (202) has joined once it was approved: "
                            + asking.printed().strip(),
                    asking.await(SOON) == 0);
        }
    }

    private static void refused(String who, Ending ending) {
        truth(
                who + " is refused: " + ending,
                ending instanceof Ending.Ended ended && ended.refused());
    }

    private void backupAndRestore() {
        var backup = demo.folder().resolve("backup.zip");
        rollcall.ok("backup", "-o", backup.toString());
        var installation = demo.installation();
        installation.close();
        var data = installation.folder().resolve("data");
        move(data, installation.folder().resolve("data-before-the-restore"));
        rollcall.ok("restore", backup.toString(), "--data", data.toString());
        installation.startAgain();
        var restored = Instant.now();
        Until.holds(
                Duration.ofSeconds(90),
                "the agent is back after the restore",
                () -> lastCheckIn().filter(restored::isBefore).isPresent());
        ok("backed up, restored, and the agent was re-adopted");
    }

    private void revocationIsTold() {
        rollcall.ok("device", "revoke", host, "--reason", "the tour ends");
        Until.holds(
                SOON,
                "the agent is told that it was revoked",
                () ->
                        demo.installation()
                                .agent()
                                .run("status", "--state", demo.agentState().toString())
                                .both()
                                .contains("revoked"));
        ok("a revoked device is refused, and told so");
    }

    private JsonNode show() {
        return rollcall.json("device", "show", host);
    }

    private Optional<Instant> lastCheckIn() {
        var answer = rollcall.run("device", "show", host, "--json");
        if (answer.exit() != 0) {
            return Optional.empty();
        }
        var at = Json.strict().readTree(answer.output()).path("lastCheckIn");
        return at.isString() ? Optional.of(Instant.parse(at.stringValue())) : Optional.empty();
    }

    private static List<JsonNode> sections(JsonNode device) {
        return stream(device.path("sections"))
                .filter(s -> s.path("state").asString("").equals("ok"))
                .toList();
    }

    private static JsonNode body(JsonNode device, String kind) {
        return sections(device).stream()
                .filter(s -> s.path("kind").asString("").equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no section " + kind))
                .path("body");
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void same(String what, String expected, JsonNode actual) {
        truth(
                what + ": " + expected + (actual.isString() ? "" : ", here nothing"),
                expected.equals(actual.asString("")));
    }

    private static <T> void ifKnown(
            String what, Optional<T> known, String otherwise, Consumer<T> check) {
        known.ifPresentOrElse(check, () -> notChecked(what, otherwise));
    }

    /** Aloud: what was not looked at must not look like what was found true. */
    private static void notChecked(String what, String because) {
        System.out.println("not checked: " + what + ", as " + because);
    }

    private static void truth(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
        ok(what);
    }

    private static void ok(String what) {
        System.out.println("ok   " + what);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
