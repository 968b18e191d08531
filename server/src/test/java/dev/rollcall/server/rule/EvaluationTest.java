package dev.rollcall.server.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.shape.Shapes;
import dev.rollcall.server.device.query.Truth;
import dev.rollcall.server.rule.Compiled.Sound;
import dev.rollcall.server.rule.Evaluation.Read;
import dev.rollcall.server.rule.Evaluation.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final RuleLanguage LANGUAGE = new RuleLanguage();
    private static final SectionKind VOLUMES = new SectionKind("volumes");
    private static final SectionKind HARDWARE = new SectionKind("hardware");
    private static final SectionKind SECURITY = new SectionKind("security");
    private static final SectionKind PACKAGES = new SectionKind("packages");

    private static Evidence evidence(SectionKind kind, String body, boolean fresh) {
        return new Evidence(
                kind,
                Optional.of(
                        SectionValues.of(
                                Shapes.all().get(kind.name()),
                                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))),
                Optional.of(NOW.minus(Duration.ofDays(1))),
                fresh);
    }

    /** Hardware is known, security too old, and of the rest nothing was ever reported. */
    private static Map<SectionKind, Evidence> known() {
        var evidence = new HashMap<SectionKind, Evidence>();
        evidence.put(
                VOLUMES,
                evidence(
                        VOLUMES,
                        "{'volumes':[{'mountPoint':'/','encrypted':true,'bytes':100},"
                                + "{'mountPoint':'/boot','encrypted':false},{'mountPoint':'/home'}]}",
                        true));
        evidence.put(
                HARDWARE,
                evidence(
                        HARDWARE,
                        "{'memoryBytes':4294967296,'firmwareDate':'2019-05-01','processor':{'cores':4}}",
                        true));
        evidence.put(SECURITY, evidence(SECURITY, "{'secureBoot':true}", false));
        return evidence;
    }

    private static Verdict verdict(String expression, Map<SectionKind, Evidence> known) {
        if (!(LANGUAGE.compile(expression) instanceof Sound(var rule))) {
            throw new AssertionError(LANGUAGE.compile(expression));
        }
        var read = new HashMap<SectionKind, Evidence>();
        rule.sections()
                .forEach(kind -> read.put(kind, known.getOrDefault(kind, Evidence.none(kind))));
        return Evaluation.of(rule, read, NOW, Thread::startVirtualThread);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "volumes.volumes.exists(v, v.mountPoint == '/' && v.encrypted) ; YES",
                "volumes.volumes.exists(v, v.mountPoint == '/boot' && v.encrypted) ; NO",
                "volumes.volumes.exists(v, v.mountPoint == '/home' && v.encrypted) ; UNKNOWN",
                "volumes.volumes.exists(v, v.mountPoint == '/home' && !v.encrypted) ; UNKNOWN",
                "volumes.volumes.all(v, v.encrypted) ; NO",
                "volumes.volumes.filter(v, v.mountPoint == '/').all(v, v.encrypted) ; YES",
                "volumes.volumes.exists(v, v.bytes > 50) ; YES",
                "volumes.volumes.exists(v, v.bytes > 500) ; UNKNOWN",
                "volumes.swaps.size() == 0 ; UNKNOWN",
                "volumes.protection != 'yes' ; UNKNOWN",
                "has(volumes.protection) ; NO",
                "security.secureBoot ; STALE",
                "!security.secureBoot ; STALE",
                "has(security.secureBoot) ; STALE",
                "security.secureBoot && false ; NO",
                "security.secureBoot || true ; YES",
                "security.secureBoot && volumes.protection == 'yes' ; UNKNOWN",
                "security.secureBoot && network.interfaces.size() > 0 ; UNKNOWN",
                "network.interfaces.size() >= 0 ; UNKNOWN",
                "network.interfaces.all(i, i.up) ; UNKNOWN",
                "!network.interfaces.exists(i, i.up) ; UNKNOWN",
                "network == network ; UNKNOWN",
                "hardware.memoryBytes < 8 * 1024 * 1024 * 1024 ; YES",
                "hardware.processor.cores == 4 ; YES",
                "hardware.firmwareDate < timestamp('2020-01-01T00:00:00Z') ; YES",
                "now - hardware.firmwareDate > duration('24h') ; YES",
                "hardware.memoryBytes / 0 == 1 ; UNKNOWN",
                "volumes.volumes[9].encrypted ; UNKNOWN",
                "timestamp('rubbish') < now ; UNKNOWN",
                "1 == 1 ; YES",
            })
    void whatIsNotKnownIsNeverYesAndWhatIsTooOldIsStale(String expression, Truth truth) {
        assertThat(verdict(expression, known()).truth()).isEqualTo(truth);
    }

    @Test
    void whyItIsNotKnownIsTold() {
        assertThat(verdict("security.secureBoot", known()).because()).contains("too old: security");
        assertThat(verdict("network.interfaces.size() > 0", known()).because())
                .contains("not reported: network");
        assertThat(verdict("volumes.protection == 'yes'", known()).because())
                .contains("a fact is not known");
        assertThat(verdict("hardware.memoryBytes / 0 == 1", known()).because().orElseThrow())
                .contains("zero");
    }

    @Test
    void theFactsThatWereReadAreToldWithTheirValues() {
        var facts =
                verdict("volumes.volumes.exists(v, v.mountPoint == '/' && v.encrypted)", known())
                        .facts();

        assertThat(facts)
                .containsExactly(
                        new Read("volumes.volumes.encrypted", List.of("true", "false")),
                        new Read("volumes.volumes.mountPoint", List.of("/", "/boot", "/home")));
    }

    private static Map<SectionKind, Evidence> installed(InstalledPackage... packages) {
        var values = new HashMap<String, Object>();
        values.put(RuleTypes.INSTALLED, SectionValues.of(List.of(packages)));
        return Map.of(
                PACKAGES, new Evidence(PACKAGES, Optional.of(values), Optional.of(NOW), true));
    }

    @Test
    void packagesAreComparedByTheRulesOfTheirOwnSystem() {
        var deb =
                new InstalledPackage("libssl3", "3.0.9~rc1-1", "amd64", PackageSource.DPKG)
                        .from("openssl", "3.0.9~rc1-1");
        var rule =
                "packages.installed.exists(p, p.sourcePackage == 'openssl' && p.olderThan('3.0.9'))";

        assertThat(verdict(rule, installed(deb)).truth()).isEqualTo(Truth.YES);
        assertThat(verdict(rule.replace("'3.0.9'", "'3.0.8'"), installed(deb)).truth())
                .isEqualTo(Truth.NO);
        assertThat(verdict(rule, installed()).truth()).isEqualTo(Truth.NO);
    }

    @Test
    void whatIsHostileEndsInBoundedTime() {
        var one = new InstalledPackage("p", "1", "all", PackageSource.DPKG);
        var many = Collections.nCopies(20_000, one).toArray(InstalledPackage[]::new);
        var rule =
                "packages.installed.all(a, packages.installed.all(b, packages.installed.all(c,"
                        + " a.name == c.name)))";

        var verdict = verdict(rule, installed(many));

        assertThat(verdict.truth()).isEqualTo(Truth.UNKNOWN);
        assertThat(verdict.because()).isPresent();
        var matching =
                verdict("packages.installed.all(p, p.name.matches('(p+)+$'))", installed(many));
        assertThat(matching.truth()).as(matching.toString()).isEqualTo(Truth.YES);
    }

    @Test
    void whatTakesTooLongIsNotGoneOnWith() throws InterruptedException {
        var many = new InstalledPackage[20_000];
        Arrays.setAll(many, i -> new InstalledPackage("p" + i, "1", "all", PackageSource.DPKG));
        var within = "p in packages.installed";
        var rule =
                "packages.installed.all(p, %s)"
                        .formatted(String.join(" && ", Collections.nCopies(50, within)));
        if (!(LANGUAGE.compile(rule) instanceof Sound(var sound))) {
            throw new AssertionError(LANGUAGE.compile(rule));
        }
        var asking = new AtomicReference<Thread>();

        var verdict =
                Evaluation.of(
                        sound,
                        installed(many),
                        NOW,
                        task -> asking.set(Thread.startVirtualThread(task)),
                        Duration.ofMillis(500));

        assertThat(verdict.because()).contains("it takes too long");
        assertThat(asking.get().join(Duration.ofSeconds(10))).as("it has ended").isTrue();
    }

    @Test
    void whatALaterVersionSaysDifferentlyIsAbsent() {
        var odd =
                Map.of(
                        VOLUMES,
                        evidence(
                                VOLUMES,
                                "{'volumes':{'a':1},'protection':7,'new':true,'swaps':[{'bytes':'x'}]}",
                                true));

        assertThat(verdict("volumes.volumes.size() == 0", odd).truth()).isEqualTo(Truth.UNKNOWN);
        assertThat(verdict("volumes.swaps.size() == 1", odd).truth()).isEqualTo(Truth.YES);
        assertThat(verdict("volumes.swaps.all(s, s.bytes > 0)", odd).truth())
                .isEqualTo(Truth.UNKNOWN);
    }
}
