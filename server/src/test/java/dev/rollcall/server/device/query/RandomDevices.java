package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.PresenceState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes a device with random facts into the tables, and says the same facts as a record. */
final class RandomDevices {

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final List<InstalledPackage> PACKAGES =
            List.of(
                    dpkg("openssl", "3.0.14-1~deb12u2"),
                    dpkg("openssl", "3.0.15-1~deb12u1"),
                    dpkg("firefox-esr", "2:128.4.0esr-1"),
                    dpkg("python3", "3.11.2-1+b1"),
                    new InstalledPackage("py_x", "1:1.10-2.el9", "noarch", PackageSource.RPM));

    private static final List<String> SEVERITIES =
            List.of("critical", "high", "medium", "low", "none");

    static final List<String> STATES = List.of("COMPLIANT", "REPAIRED", "FAILED", "UNSUPPORTED");

    private final Handle handle;
    private final DistrictId district;
    private final RandomGenerator random;
    private final Digest policy;
    private final RandomContents contents;

    /**
     * @param policy in force everywhere, with two settings
     * @param contents gets what stands in the bodies
     */
    RandomDevices(
            Handle handle,
            DistrictId district,
            Digest policy,
            RandomGenerator random,
            RandomContents contents) {
        this.contents = contents;
        this.handle = handle;
        this.district = district;
        this.policy = policy;
        this.random = random;
    }

    /** A device whose truth is known twice. */
    record Made(DeviceId id, Map<Subject, Fact> facts) {}

    Made make(UnitId unit, List<String> path, UUID token) {
        var id = new DeviceId(new UUID(random.nextLong(), random.nextLong()));
        var facts = new HashMap<Subject, Fact>();
        facts.put(Field.ORG, Fact.of(path.toArray(String[]::new)));
        var hostname = text(facts, Field.HOSTNAME, "lab-1", "LAB-2", "a%b", "a_b", "ünit");
        var label = text(facts, Field.LABEL, "teacher's desk", "lab cart");
        var serial = text(facts, Field.SERIAL, "5CG1", "004512", "lab-1");
        var model = text(facts, Field.MODEL, "Latitude 3190", "OptiPlex 7010");
        handle.execute(
                "INSERT INTO device (district_id, id, unit_id, hostname, label, serial, model, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                district,
                id,
                unit,
                hostname.orElse(null),
                label.orElse(null),
                serial.orElse(null),
                model.orElse(null),
                NOW);
        tag(id, unit, facts);
        enroll(id, token, facts);
        var lastCheckIn = presence(id, facts);
        packages(id, facts);
        system(id, facts);
        encryption(id, facts);
        patchLevel(id, facts);
        facts(id, facts);
        sections(id, facts);
        policy(id, facts, lastCheckIn);
        return new Made(id, facts);
    }

    /** Two things that it is or was, of which one has a tag. */
    private void tag(DeviceId id, UnitId unit, Map<Subject, Fact> facts) {
        text(facts, Field.TAG, "004417", "lab-1", "T_9")
                .ifPresent(tag -> {
                    asset(id, unit, tag, Optional.empty());
                    asset(id, unit, "before " + tag, Optional.of(NOW));
                });
    }

    private void asset(DeviceId id, UnitId unit, String tag, Optional<Instant> until) {
        var asset = new UUID(random.nextLong(), random.nextLong());
        handle.execute(
                "INSERT INTO custody_asset (district_id, id, created_at) VALUES (?, ?, ?)",
                district,
                asset,
                NOW);
        handle.execute(
                "INSERT INTO custody_asset_state (district_id, asset_id, valid_from, unit_id, asset_tag, status,"
                        + " by_people, source) VALUES (?, ?, ?, ?, ?, 'in-service', TRUE, 'list')",
                district,
                asset,
                NOW,
                unit,
                tag);
        handle.execute(
                "INSERT INTO custody_device (district_id, device_id, asset_id, valid_from, valid_to)"
                        + " VALUES (?, ?, ?, ?, ?)",
                district,
                id,
                asset,
                NOW.minus(Duration.ofDays(until.isPresent() ? 9 : 1)),
                until.orElse(null));
    }

    private Optional<String> text(Map<Subject, Fact> facts, Field field, String... values) {
        if (random.nextInt(4) == 0) {
            return Optional.empty();
        }
        var value = values[random.nextInt(values.length)];
        facts.put(field, Fact.of(value));
        return Optional.of(value);
    }

    private void enroll(DeviceId id, UUID token, Map<Subject, Fact> facts) {
        var status = List.of("enrolled", "enrolled", "revoked", "retired").get(random.nextInt(4));
        facts.put(Field.STATUS, Fact.of(status));
        boolean ended = !status.equals("enrolled");
        var key = List.of("file", "claimed", "attested").get(random.nextInt(3));
        facts.put(Field.KEY, Fact.of(key));
        handle.execute(
                "INSERT INTO enrollment (district_id, id, device_id, record_id, token_id, key_fingerprint, key_protection,"
                        + " address_kind, started_at, ended_at, end_reason, end_text)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'private', ?, ?, ?, ?)",
                district,
                id.value(),
                id,
                id,
                token,
                Digest.of("key"),
                key,
                NOW.minus(Duration.ofDays(30)),
                ended ? NOW : null,
                ended ? status : null,
                ended ? "why" : null);
        if (status.equals("retired")) {
            var as = List.of("stolen", "disposed").get(random.nextInt(2));
            facts.put(Field.RETIRED, Fact.of(as));
            handle.execute(
                    "INSERT INTO device_retirement (district_id, device_id, valid_from, kind, retired_on, reason)"
                            + " VALUES (?, ?, ?, ?, DATE '2026-09-01', 'why')",
                    district,
                    id,
                    NOW,
                    as);
        }
    }

    private Optional<Instant> presence(DeviceId id, Map<Subject, Fact> facts) {
        if (random.nextInt(5) == 0) {
            return Optional.empty();
        }
        var ages =
                List.of(
                        Duration.ZERO,
                        Duration.ofMinutes(35),
                        Duration.ofHours(30),
                        Duration.ofDays(7),
                        Duration.ofDays(60));
        var at = NOW.minus(ages.get(random.nextInt(ages.size())));
        var state = PresenceState.of(at, NOW);
        facts.put(Field.PRESENCE, Fact.of(state.name().toLowerCase(Locale.ROOT)));
        var agent = text(facts, Field.AGENT, "0.1.0", "0.2", "0.10.1");
        handle.execute(
                "INSERT INTO device_presence (district_id, device_id, enrollment_id, last_check_in, session_since,"
                        + " address_kind, sighted_from, boot_id, continuation, epoch, forks_suspected,"
                        + " agent_version) VALUES (?, ?, ?, ?, ?, 'private', ?, 'b', 'c', 1, 0, ?)",
                district,
                id,
                id.value(),
                at,
                at,
                at,
                agent.orElse(null));
        return Optional.of(at);
    }

    private void system(DeviceId id, Map<Subject, Fact> facts) {
        if (random.nextInt(4) > 0) {
            var short_ = random.nextBoolean() ? "debian" : "ubuntu";
            var pretty =
                    short_.equals("debian") ? "Debian GNU/Linux 12 (bookworm)" : "Ubuntu 24.04 LTS";
            facts.put(Field.OS, Fact.of(short_, pretty));
            fact(id, "operating-system.id", "operating-system", short_, null);
            fact(id, "operating-system.prettyName", "operating-system", pretty, null);
            text(facts, Field.OS_VERSION, "12", "12.0", "24.04", "9")
                    .ifPresent(v -> {
                        fact(id, "operating-system.version", "operating-system", v, null);
                        vulnerable(id, facts, short_, v);
                    });
        }
        if (random.nextInt(4) > 0) {
            long bytes = (4L << random.nextInt(3)) << 30;
            facts.put(Field.MEMORY, Fact.of(bytes));
            fact(id, "hardware.memoryBytes", "hardware", null, bytes);
        }
    }

    private void encryption(DeviceId id, Map<Subject, Fact> facts) {
        var verdict = Optional.of(List.of("YES", "NO", "UNKNOWN").get(random.nextInt(3)));
        section(id, "volumes", verdict)
                .ifPresent(fresh ->
                        verdict.filter(v -> !v.equals("UNKNOWN"))
                                .ifPresent(v ->
                                        put(
                                                facts,
                                                Field.ENCRYPTED,
                                                Fact.of(v.toLowerCase(Locale.ROOT)),
                                                fresh)));
    }

    private void patchLevel(DeviceId id, Map<Subject, Fact> facts) {
        section(id, "patch-level", Optional.empty())
                .ifPresent(fresh -> {
                    if (random.nextInt(4) > 0) {
                        long pending = random.nextInt(3);
                        put(facts, Field.UPDATES, Fact.of(pending), fresh);
                        fact(id, "patch-level.pendingCount", "patch-level", null, pending);
                        long security = pending == 0 ? 0 : random.nextLong(pending + 1);
                        put(facts, Field.UPDATES_SECURITY, Fact.of(security), fresh);
                        fact(id, "patch-level.pendingSecurityCount", "patch-level", null, security);
                    }
                    if (random.nextInt(4) > 0) {
                        boolean needed = random.nextBoolean();
                        put(facts, Field.REBOOT, Fact.of(needed ? "needed" : "none"), fresh);
                        fact(
                                id,
                                "patch-level.rebootNeeded",
                                "patch-level",
                                Boolean.toString(needed),
                                null);
                    }
                });
    }

    /** Each package is in a bucket of its own here. */
    private void packages(DeviceId id, Map<Subject, Fact> facts) {
        section(id, "packages", Optional.empty())
                .ifPresent(fresh -> {
                    var installed = PACKAGES.stream().filter(p -> random.nextBoolean()).toList();
                    boolean whole = random.nextInt(4) > 0;
                    var fact = Fact.of(installed);
                    put(facts, Field.PACKAGE, whole ? fact : fact.partly(), fresh);
                    contents.list(
                            body("packages", id),
                            installed.stream().map(RandomDevices::bucket).toList(),
                            whole);
                });
    }

    /** A list may have been matched as one of another system, which says nothing about this one. */
    private void vulnerable(DeviceId id, Map<Subject, Fact> facts, String system, String version) {
        var worst = SEVERITIES.get(random.nextInt(SEVERITIES.size()));
        var fixable = random.nextBoolean() ? worst : "none";
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> match(id, system, version + ".1", true, worst, fixable);
            default -> {
                boolean whole = random.nextInt(3) > 0;
                match(id, system, version, whole, worst, fixable);
                match(id, system, "other", true, "critical", "critical");
                var packages = facts.get(Field.PACKAGE);
                if (packages != null && (whole || !worst.equals("none"))) {
                    put(facts, Field.VULNERABLE, Fact.of(worst), packages.fresh());
                }
                if (packages != null && (whole || !fixable.equals("none"))) {
                    put(facts, Field.VULNERABLE_FIXABLE, Fact.of(fixable), packages.fresh());
                }
            }
        }
    }

    private void match(
            DeviceId id,
            String system,
            String version,
            boolean whole,
            String worst,
            String fixable) {
        handle.execute(
                "INSERT INTO vulnerability_match (district_id, packages, system, ecosystem, generation,"
                        + " whole, worst, worst_fixable, fixable_grave, matched_at, findings)"
                        + " VALUES (?, ?, ?, 'Debian:12', 1, ?, ?, ?, 0, ?, ?)",
                district,
                Digest.of("packages " + id),
                system + " " + version,
                whole,
                worst,
                fixable,
                NOW,
                new byte[0]);
    }

    /** Of what does not age, once its facts are there. */
    private void sections(DeviceId id, Map<Subject, Fact> facts) {
        for (var kind : List.of("operating-system", "hardware")) {
            if (contents.has(body(kind, id))) {
                insert(id, kind, "OK", null, NOW);
            }
        }
        var version = facts.get(Field.OS_VERSION);
        if (version != null) {
            handle.execute(
                    "UPDATE inventory_section SET system = ? WHERE district_id = ? AND device_id = ?"
                            + " AND kind = 'operating-system'",
                    facts.get(Field.OS).texts().getFirst() + " " + version.texts().getFirst(),
                    district,
                    id);
        }
    }

    private static Digest body(String kind, DeviceId id) {
        return Digest.of(kind + " " + id);
    }

    static Digest bucket(InstalledPackage only) {
        return Digest.of(only.name() + " " + only.version());
    }

    private static InstalledPackage dpkg(String name, String version) {
        return new InstalledPackage(name, version, "amd64", PackageSource.DPKG);
    }

    /** Disks, a processor, users and dates: facts as the manifest names them. */
    private void facts(DeviceId id, Map<Subject, Fact> facts) {
        if (random.nextInt(4) > 0) {
            list(id, facts, "disk.model", true, "WD Blue", "wd_black", "Samsung SSD 870");
            list(id, facts, "disk.bytes", true, 256L << 30, 1000L << 30);
            list(id, facts, "disk.medium", true, "nvme", "hard-disk");
            var date = random.nextBoolean() ? "2024-02-29" : "2019-12-31";
            put(facts, subject("firmware.date"), Fact.of(date), true);
            fact(id, "hardware.firmwareDate", "hardware", date, null);
        }
        if (random.nextInt(4) > 0) {
            put(facts, subject("assettag"), Fact.of("T-lab-9"), true);
            fact(id, "hardware.assetTag", "hardware", "T-lab-9", null);
            put(facts, subject("hardware.virtual"), Fact.of("yes"), true);
            fact(id, "hardware.virtual", "hardware", "true", null);
        }
        section(id, "local-users", Optional.empty())
                .ifPresent(fresh -> {
                    list(id, facts, "user.name", fresh, "pupil", "Admin");
                    list(id, facts, "user.administrator", fresh, "yes", "no");
                });
    }

    static Subject subject(String word) {
        return Subject.named(word).orElseThrow();
    }

    /** Some of the values, and how many there are; a member may lack what it owes. */
    private void list(
            DeviceId id, Map<Subject, Fact> facts, String word, boolean fresh, Object... values) {
        var name = (FactName) subject(word);
        var some = java.util.Arrays.stream(values).filter(v -> random.nextBoolean()).toList();
        var texts = some.stream().filter(String.class::isInstance).map(String.class::cast).toList();
        var numbers = some.stream().filter(Long.class::isInstance).map(Long.class::cast).toList();
        boolean owed = FactNames.owed().stream().anyMatch(o -> o.name().equals(name.name()));
        int lacking = owed && random.nextInt(3) == 0 ? 1 : 0;
        put(facts, name, new Fact(texts, numbers, List.of(), true, lacking == 0), fresh);
        for (int i = 0; i < some.size(); i++) {
            var text = texts.isEmpty() ? null : name.stored(texts.get(i));
            fact(
                    id,
                    name.name(),
                    name.section().name(),
                    text,
                    numbers.isEmpty() ? null : numbers.get(i));
        }
        contents.remove(body(name.section().name(), id), name.witness());
        fact(id, name.witness(), name.section().name(), null, (long) some.size() + lacking);
        if (word.equals("disk.medium")) {
            put(facts, subject("disk.count"), Fact.of((long) some.size() + lacking), true);
        }
    }

    private void policy(DeviceId id, Map<Subject, Fact> facts, Optional<Instant> lastCheckIn) {
        var states = new java.util.ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            if (random.nextInt(5) > 0) {
                var state = STATES.get(random.nextInt(STATES.size()));
                boolean current = random.nextInt(5) > 0;
                handle.execute(
                        "INSERT INTO policy_result (district_id, device_id, key_hash, setting_key, state, detail,"
                                + " policy_hash, checked_at, valid_from) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
                        district,
                        id,
                        Digest.of("key" + i),
                        "key" + i,
                        state.toLowerCase(Locale.ROOT),
                        current ? policy : Digest.of("an older policy"),
                        NOW,
                        NOW);
                if (current) {
                    states.add(state);
                }
            }
        }
        verdict(states)
                .ifPresent(v ->
                        put(
                                facts,
                                Field.POLICY,
                                Fact.of(v),
                                lastCheckIn.map(at -> Freshness.counts(at, NOW)).orElse(false)));
    }

    private static Optional<String> verdict(List<String> states) {
        if (states.contains("FAILED")) {
            return Optional.of("failing");
        }
        if (states.size() < 2) {
            return Optional.empty();
        }
        if (states.contains("UNSUPPORTED")) {
            return Optional.of("unsupported");
        }
        return Optional.of(states.contains("REPAIRED") ? "drifted" : "compliant");
    }

    /** Whether a section that is in order is fresh; empty when it is not there, or failed. */
    private Optional<Boolean> section(DeviceId id, String kind, Optional<String> verdict) {
        int what = random.nextInt(6);
        if (what == 0) {
            return Optional.empty();
        }
        boolean failed = what == 1;
        boolean fresh = what > 2;
        var collected = NOW.minus(fresh ? Duration.ofDays(7) : Duration.ofDays(7).plusSeconds(1));
        insert(id, kind, failed ? "FAILED" : "OK", failed ? null : verdict.orElse(null), collected);
        return failed ? Optional.empty() : Optional.of(fresh);
    }

    private void insert(
            DeviceId id, String kind, String state, @Nullable String verdict, Instant collected) {
        handle.execute(
                "INSERT INTO inventory_section (district_id, device_id, kind, valid_from, state, digest, verdict,"
                        + " collected_at, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                district,
                id,
                kind,
                collected,
                state,
                body(kind, id),
                verdict,
                collected,
                collected);
    }

    private void fact(
            DeviceId id, String name, String kind, @Nullable String text, @Nullable Long number) {
        contents.add(
                body(kind, id),
                new SectionContents.Leaf(
                        name, text == null ? Objects.requireNonNull(number) : text));
    }

    private static void put(Map<Subject, Fact> facts, Subject field, Fact fact, boolean fresh) {
        facts.put(field, fresh ? fact : fact.stale());
    }
}
