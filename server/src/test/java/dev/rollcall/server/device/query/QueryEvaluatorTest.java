package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryEvaluatorTest {

    /** A lab PC about which everything is known, encryption only from long ago. */
    private static Map<Subject, Fact> labPc() {
        var facts = new HashMap<Subject, Fact>();
        facts.put(Field.ORG, Fact.of("north", "lincoln", "lab-204"));
        facts.put(Field.HOSTNAME, Fact.of("LAB-204-07"));
        facts.put(Field.MODEL, Fact.of("OptiPlex 7010"));
        facts.put(Field.OS, Fact.of("debian", "Debian GNU/Linux 12 (bookworm)"));
        facts.put(Field.OS_VERSION, Fact.of("12"));
        facts.put(Field.MEMORY, Fact.of(8L << 30));
        facts.put(Field.PRESENCE, Fact.of("missing").stale());
        facts.put(Field.ENCRYPTED, Fact.of("no").stale());
        facts.put(Field.UPDATES, Fact.of(58L));
        facts.put(
                Subject.named("disk.model").orElseThrow(),
                Fact.of("WDC WD5000", "Samsung SSD 870"));
        facts.put(Subject.named("disk.bytes").orElseThrow(), Fact.of(500L << 30, 1000L << 30));
        facts.put(Subject.named("firmware.date").orElseThrow(), Fact.of("2021-05-04"));
        facts.put(Subject.named("user.administrator").orElseThrow(), Fact.of("yes").stale());
        facts.put(
                Field.PACKAGE,
                Fact.of(
                        List.of(
                                new InstalledPackage(
                                        "firefox-esr",
                                        "128.4.0esr-1~deb12u1",
                                        "amd64",
                                        PackageSource.DPKG),
                                new InstalledPackage(
                                        "openssl",
                                        "3.0.14-1~deb12u2",
                                        "amd64",
                                        PackageSource.DPKG))));
        return facts;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                     | YES",
                "org:lincoln                            | YES",
                "org:north/lincoln                      | YES",
                "org:lincoln/lab-204                    | YES",
                "org:north/lab-204                      | NO",
                "not org:lincoln                        | NO",
                "hostname:lab-204-07                    | YES",
                "hostname:lab                           | NO",
                "hostname:lab*                          | YES",
                "os:debian                              | YES",
                "os:\"debian gnu*\"                     | YES",
                "os.version>=12.0                       | YES",
                "os.version<12                          | NO",
                "memory<8GiB                            | NO",
                "memory<=8GiB                           | YES",
                "memory<9GB                             | YES",
                "presence:missing                       | YES",
                "encrypted:no                           | STALE",
                "not encrypted:no                       | STALE",
                "encrypted:yes,no                       | STALE",
                "encrypted:stale                        | YES",
                "encrypted:no,unknown,stale             | YES",
                "encrypted:unknown                      | NO",
                "serial:X*                              | UNKNOWN",
                "not serial:X*                          | UNKNOWN",
                "serial:unknown                         | YES",
                "serial:X* and memory<1GiB              | NO",
                "serial:X* or memory>1GiB               | YES",
                "serial:X* and encrypted:no             | UNKNOWN",
                "updates:pending                        | YES",
                "updates:none                           | NO",
                "updates>=59                            | NO",
                "updates.security:none                  | UNKNOWN",
                "package:openssl                        | YES",
                "package:python*                        | NO",
                "not package:python*                    | YES",
                "package:openssl<3.0.15                 | YES",
                "package:openssl=3.0.14                 | YES",
                "package:openssl>3.0.14,firefox-esr     | YES",
                "package:firefox-esr>=129               | NO",
                "disk.model:\"WD*\"                    | YES",
                "hardware.disks.model:wdc*              | YES",
                "disk.model:\"WD*\" memory.total<8GiB  | UNKNOWN",
                "disk.bytes>900GiB                      | YES",
                "disk.bytes<100GiB                      | NO",
                "firmware.date<2022-01-01               | YES",
                "not firmware.date<2022-01-01           | NO",
                "firmware.date:2021-05-05               | NO",
                "user.administrator:yes                 | STALE",
                "usb.product:*                          | UNKNOWN",
                "204                                    | YES",
                "lab 07                                 | YES",
                "nowhere                                | NO",
                "not nowhere                            | YES"
            })
    void whatAQueryMeansForALabPc(String query, Truth truth) {
        assertThat(QueryEvaluator.evaluate(Query.parse(query), labPc())).isEqualTo(truth);
    }

    @Test
    void aDeviceThatReportedNothingIsUnknownInEveryAnswerAndItsOpposite() {
        var nothing = Map.of(Field.ORG, Fact.of("north"));

        for (var query : new String[] {"encrypted:yes", "updates:none", "package:x", "agent<1"}) {
            assertThat(QueryEvaluator.evaluate(Query.parse(query), nothing))
                    .isEqualTo(Truth.UNKNOWN);
            assertThat(QueryEvaluator.evaluate(Query.parse("not " + query), nothing))
                    .isEqualTo(Truth.UNKNOWN);
        }
    }
}
