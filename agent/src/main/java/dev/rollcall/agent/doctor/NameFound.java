package dev.rollcall.agent.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** What became of looking up a host's name. */
sealed interface NameFound {

    /** It has addresses, as the system gives them, in its order. */
    record Addresses(List<String> addresses) implements NameFound {

        public Addresses {
            addresses = List.copyOf(addresses);
        }
    }

    /** Name servers say that there is no such name, or that it has no address. */
    record NoSuchName() implements NameFound {}

    /** No name server answers. */
    record NoAnswer() implements NameFound {}

    /** Something else. @param why as the system says it */
    record NotFound(String why) implements NameFound {}

    /** Blocks for as long as the system looks. */
    static NameFound lookUp(String host) {
        try {
            return new Addresses(
                    Arrays.stream(InetAddress.getAllByName(host))
                            .map(InetAddress::getHostAddress)
                            .distinct()
                            .toList());
        } catch (UnknownHostException e) {
            return explain(String.valueOf(e.getMessage()));
        }
    }

    /** Java keeps the system's reason only in words; where they are not English they are shown. */
    static NameFound explain(String message) {
        if (message.contains("Temporary failure in name resolution")) {
            return new NoAnswer();
        }
        if (message.contains("Name or service not known")
                || message.contains("No address associated with hostname")
                || message.contains("nodename nor servname provided")) {
            return new NoSuchName();
        }
        return new NotFound(Words.clean(message));
    }
}
