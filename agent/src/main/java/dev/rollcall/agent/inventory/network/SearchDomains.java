package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** In which domains the resolver looks up short names. */
final class SearchDomains {

    /** The first that names any counts. */
    private static final List<String> FILES =
            List.of(
                    "/run/systemd/resolve/resolv.conf",
                    "/run/NetworkManager/no-stub-resolv.conf",
                    "/etc/resolv.conf");

    private static final int MAX_FILE = 16 * 1024;
    private static final int MAX_DOMAINS = 64;

    private SearchDomains() {}

    /** In lower case, without a dot at the end. */
    static Set<String> read(DeviceFiles files) {
        return FILES.stream()
                .map(path -> head(files, path).map(SearchDomains::of).orElse(Set.of()))
                .filter(domains -> !domains.isEmpty())
                .findFirst()
                .orElse(Set.of());
    }

    private static Optional<String> head(DeviceFiles files, String path) {
        try {
            return files.head(path, MAX_FILE);
        } catch (IOException e) {
            return Optional.empty(); // another file may say
        }
    }

    /** Pure. Of several lines the last counts, as for the resolver (resolv.conf(5)). */
    static Set<String> of(String text) {
        return text.lines()
                .map(line -> line.strip().split("\\s+", MAX_DOMAINS + 2))
                .filter(words -> words[0].equals("search") || words[0].equals("domain"))
                .reduce((first, second) -> second)
                .map(words -> domains(Stream.of(words).skip(1).limit(MAX_DOMAINS)))
                .orElse(Set.of());
    }

    private static Set<String> domains(Stream<String> words) {
        return words.map(word -> word.toLowerCase(Locale.ROOT))
                .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
