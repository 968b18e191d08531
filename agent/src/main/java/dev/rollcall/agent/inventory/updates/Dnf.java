package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks dnf what is pending by what it has cached; nothing is fetched. */
final class Dnf {

    /** dnf 5 has a name of its own where dnf 4 is called dnf, or nothing is. */
    private static final List<String> NAMES = List.of("dnf", "dnf5");

    private static final Duration LIMIT = Duration.ofSeconds(9);
    private static final int MAX_OUTPUT = 4 * 1024 * 1024;
    private static final int UPDATES_PENDING = 100;

    /**
     * As most distributions set dnf up, it leaves out each repository of which nothing is cached,
     * and says that nothing is pending: this makes it a failure.
     */
    private static final String OF_EVERY_REPOSITORY = "--setopt=*.skip_if_unavailable=False";

    private final Programs programs;

    Dnf(Programs programs) {
        this.programs = programs;
    }

    /**
     * What dnf said.
     *
     * @param security what advisories are about, as name.architecture; absent when they could not
     *     be listed
     */
    record Said(List<DnfUpdates.Offer> offers, Optional<Set<String>> security) {

        static final Said NOTHING_PENDING = new Said(List.of(), Optional.of(Set.of()));

        Said {
            offers = List.copyOf(offers);
            security = security.map(Set::copyOf);
        }
    }

    /** Empty where it did not answer. That there is no dnf is an {@link IOException}. */
    Optional<Said> ask() throws IOException, InterruptedException {
        for (var name : NAMES) {
            var check = run(name, "check-update", OF_EVERY_REPOSITORY);
            if (check.isPresent()) {
                return said(name, check.get());
            }
        }
        throw new IOException(
                "there is an rpm database, and no dnf that could say what is pending");
    }

    /** Exit code 100 says that there are updates, 0 that there are none; all others say nothing. */
    private Optional<Said> said(String name, ProgramResult check)
            throws IOException, InterruptedException {
        if (check.timedOut() || check.cut() || !isText(check.output())) {
            return Optional.empty();
        }
        var offers = DnfUpdates.parseCheckUpdate(check.output());
        if (check.exit() == 0 && offers.isEmpty()) {
            return Optional.of(Said.NOTHING_PENDING);
        }
        if (check.exit() != UPDATES_PENDING || offers.isEmpty()) {
            return Optional.empty();
        }
        var advisories = run(name, "updateinfo", "list").filter(ProgramResult::succeeded);
        return Optional.of(
                new Said(
                        offers,
                        advisories.isEmpty() || !isText(advisories.get().output())
                                ? Optional.empty()
                                : Optional.of(
                                        DnfUpdates.parseSecurity(advisories.get().output()))));
    }

    private Optional<ProgramResult> run(String name, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(name, "-q", "-C"));
        command.addAll(List.of(arguments));
        return programs.run(command, LIMIT, MAX_OUTPUT);
    }

    /** Whatever prints something else is not dnf, and its exit code says nothing. */
    private static boolean isText(String output) {
        return output.chars()
                .noneMatch(c ->
                        c == '\uFFFD' || (Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0));
    }
}
