package mpd.dns.query;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mpd.dns.wire.Question;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// What is not asked upstream although it is not ours. Immutable; swapped as a whole.
///
/// @param domainNeeded addresses of names of one label (`domain-needed`)
/// @param dotlessLocal names of one label, whatever is asked (`local=//`)
/// @param bogusPriv    reverse names of networks that nobody has to himself (`bogus-priv`, RFC 6303)
/// @param routed       whether nameservers of its own are given for a name, which are asked all the same
public record ForwardPolicy(boolean domainNeeded, boolean dotlessLocal, boolean bogusPriv, Predicate<Name> routed) {

    /// Everything is asked.
    public static final ForwardPolicy NONE = new ForwardPolicy(false, false, false, _ -> false);

    private static final List<Name> PRIVATE = Stream.of(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "169.254.0.0/16",
                    "127.0.0.0/8",
                    "0.0.0.0/8",
                    "192.0.2.0/24",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "255.255.255.255/32",
                    "::/128",
                    "::1/128",
                    "fe80::/10",
                    "fec0::/10",
                    "fd00::/8",
                    "2001:db8::/32")
            .flatMap(subnet -> Subnet.parse(subnet).orElseThrow().reverseZones().stream())
            .toList();

    /// Whether the question stays here, to be answered with a denial.
    boolean keeps(Question question) {
        boolean concerned = domainNeeded || dotlessLocal || bogusPriv;
        return concerned && (dotless(question) || privateReverse(question)) && !routed.test(question.name());
    }

    private boolean dotless(Question question) {
        int type = question.type();
        boolean address = type == Type.A || type == Type.AAAA || type == Type.ANY;
        return question.name().labels() == 2 && (dotlessLocal || (domainNeeded && address));
    }

    private boolean privateReverse(Question question) {
        return bogusPriv && PRIVATE.stream().anyMatch(question.name()::subdomain);
    }
}
