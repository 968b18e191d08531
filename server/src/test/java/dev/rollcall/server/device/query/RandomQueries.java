package dev.rollcall.server.device.query;

import java.util.List;
import java.util.random.RandomGenerator;

/** Writes random queries: every field, every kind of value, nested. */
final class RandomQueries {

    private static final List<String> ATOMS =
            List.of(
                    "org:north",
                    "org:lincoln",
                    "org:lab-204",
                    "org:north/lincoln",
                    "status:enrolled",
                    "status:revoked,retired",
                    "status:expected",
                    "retired:stolen",
                    "retired:unknown,lost",
                    "key:file",
                    "key:claimed,attested",
                    "key:unknown",
                    "hostname:lab*",
                    "hostname:LAB-1",
                    "hostname:unknown",
                    "hostname:a%b",
                    "hostname:a_*",
                    "hostname:*n*",
                    "serial:5cg1,004512",
                    "serial:unknown",
                    "model:latitude*",
                    "model:unknown",
                    "os:debian",
                    "os:*LTS",
                    "os:unknown",
                    "os.version>=12",
                    "os.version:12",
                    "os.version<24.4",
                    "os.version:1*",
                    "os.version:unknown",
                    "memory<8GiB",
                    "memory>=8GiB",
                    "memory:16GiB",
                    "memory:unknown",
                    "agent<0.2",
                    "agent:0.10.1",
                    "agent:unknown",
                    "presence:seen",
                    "presence:late,missing",
                    "presence:missing",
                    "presence:unknown",
                    "encrypted:yes",
                    "encrypted:no",
                    "encrypted:no,unknown,stale",
                    "encrypted:unknown",
                    "encrypted:stale",
                    "updates:pending",
                    "updates:none",
                    "updates>1",
                    "updates:stale",
                    "updates.security:pending",
                    "updates.security:unknown",
                    "reboot:needed",
                    "reboot:none,stale",
                    "reboot:unknown",
                    "package:openssl",
                    "package:py*",
                    "package:py_x",
                    "package:unknown",
                    "package:stale",
                    "package:openssl<3.0.15",
                    "package:openssl>=3.0.15,python3",
                    "package:firefox-esr>2:128",
                    "package:py*<1:1.9",
                    "package:*=3.11.2",
                    "disk.model:wd*",
                    "disk.model:\"samsung ssd 870\",unknown",
                    "disk.bytes>=1TB",
                    "disk.bytes<300GiB",
                    "disk.medium:nvme",
                    "disk.count:0",
                    "disk.count>1",
                    "hardware.disks.count:unknown",
                    "firmware.date<2020-01-01",
                    "firmware.date:2024-02-29",
                    "firmware.date:unknown",
                    "hardware.virtual:yes",
                    "hardware.virtual:unknown",
                    "user.name:admin",
                    "user.administrator:yes",
                    "user.name:stale",
                    "local-users.users.administrator:no,stale",
                    "policy:compliant",
                    "policy:failing,drifted",
                    "policy:unsupported",
                    "policy:none",
                    "policy:unknown",
                    "policy:stale",
                    "label:lab*",
                    "label:unknown",
                    "assettag:t-lab*",
                    "vulnerable:high",
                    "vulnerable:critical,high",
                    "vulnerable:none",
                    "vulnerable:unknown",
                    "vulnerable:stale,low",
                    "vulnerable.fixable:high",
                    "vulnerable.fixable:none,unknown",
                    "vulnerable.fixable:medium",
                    "lab",
                    "desk",
                    "T-lab",
                    "pupil",
                    "\"a%\"",
                    "nowhere");

    private final RandomGenerator random;

    RandomQueries(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        return next(3);
    }

    private String next(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return ATOMS.get(random.nextInt(ATOMS.size()));
        }
        return switch (random.nextInt(4)) {
            case 0 -> "not (" + next(depth - 1) + ")";
            case 1 -> "(" + next(depth - 1) + " or " + next(depth - 1) + ")";
            default -> "(" + next(depth - 1) + " and " + next(depth - 1) + ")";
        };
    }

    static List<String> atoms() {
        return ATOMS;
    }
}
