package dev.rollcall.common.policy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A network of an org unit, by which a device that is in it knows so and says its name. The device
 * compares; nothing of a network that is not published is told to anybody.
 *
 * <p>Homes have the private subnets of schools. With one of those a second mark is wanted: a
 * gateway, a search domain or both, and then all of these must be found.
 *
 * @param name what a device that is in it says
 * @param subnets in lower case, sorted; an address of the device lies in one of them
 * @param gateways hardware addresses, in lower case with colons, sorted; one of them is the
 *     gateway's, whichever where there are none
 * @param domains in lower case, sorted; one of them, or one below it, is a search domain of the
 *     device, whichever where there are none
 */
@JsonTypeName("network")
public record PublishedNetwork(
        String name, List<String> subnets, List<String> gateways, List<String> domains)
        implements Setting {

    /** Of subnets, and of gateways. */
    public static final int MOST = 64;

    public static final int MOST_DOMAINS = 16;

    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N} ._()'&/+-]{0,58}[\\p{L}\\p{N}.)])?");
    private static final Pattern GATEWAY = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.){1,20}[a-z]([a-z0-9-]{0,61}[a-z0-9])");

    public PublishedNetwork {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: 1 to 60 letters, digits, spaces and ._()'&/+- expected");
        }
        subnets = each(subnets, PublishedNetwork::subnet);
        gateways = each(gateways, PublishedNetwork::gateway);
        domains = each(domains, PublishedNetwork::domain);
        if (subnets.isEmpty()) {
            throw new IllegalArgumentException("subnets: at least one expected");
        }
        if (subnets.size() > MOST || gateways.size() > MOST) {
            throw new IllegalArgumentException(
                    "at most " + MOST + " subnets and as many gateways expected");
        }
        if (domains.size() > MOST_DOMAINS) {
            throw new IllegalArgumentException("at most " + MOST_DOMAINS + " domains expected");
        }
        var shared = subnets.stream().filter(s -> Subnet.parse(s).isPrivate()).findFirst();
        if (shared.isPresent() && gateways.isEmpty() && domains.isEmpty()) {
            throw new IllegalArgumentException(
                    shared.get()
                            + " is private, and may be a home's, too: \"gateways\" or \"domains\""
                            + " must tell them apart");
        }
        if (shared.isEmpty() && !(gateways.isEmpty() && domains.isEmpty())) {
            throw new IllegalArgumentException(
                    "gateways and domains tell private subnets apart, and none of these is private");
        }
    }

    private static List<String> each(List<String> texts, UnaryOperator<String> read) {
        return Objects.requireNonNullElse(texts, List.<String>of()).stream()
                .map(read)
                .distinct()
                .sorted()
                .toList();
    }

    /** As it is kept; what is none is an IllegalArgumentException that says why. */
    public static String subnet(String text) {
        Subnet.parse(text);
        return text.toLowerCase(Locale.ROOT);
    }

    /** As it is kept; what is none is an IllegalArgumentException that says why. */
    public static String gateway(String text) {
        var mac = text.toLowerCase(Locale.ROOT).replace('-', ':');
        if (!GATEWAY.matcher(mac).matches()
                || mac.equals("00:00:00:00:00:00")
                || mac.equals("ff:ff:ff:ff:ff:ff")) {
            throw new IllegalArgumentException(
                    "a hardware address expected, such as \"00:1b:17:0a:bb:01\"");
        }
        return mac;
    }

    /** As it is kept; what is none is an IllegalArgumentException that says why. */
    public static String domain(String text) {
        var domain = text.toLowerCase(Locale.ROOT);
        if (domain.length() > 253 || !DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException(
                    "a domain of two parts or more expected, such as lincoln.example");
        }
        return domain;
    }

    @Override
    public String key() {
        return "network:" + name;
    }
}
