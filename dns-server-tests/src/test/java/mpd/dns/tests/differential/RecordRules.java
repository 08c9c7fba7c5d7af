package mpd.dns.tests.differential;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.Type;

/// Records that both have, or that one has more of.
final class RecordRules {

    private static final String HERE = "docs/CONFIGURATION.md, Where records come from";
    private static final String LOOKUP = "docs/ARCHITECTURE.md, Lookup";

    private RecordRules() {}

    static List<Rule> all() {
        return Stream.of(times(), sizes(), hiding(), outside())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Rule> times() {
        return List.of(
                new Rule(
                        "no local-ttl",
                        "TTL 0",
                        "TTL 1",
                        "docs/DNSMASQ-OPTIONS.md, local-ttl",
                        of -> !of.facts().has("local-ttl") && sameButTtl(of) && !several(of)),
                new Rule(
                        "one TTL for an RRset",
                        "each record its own TTL",
                        "the lowest for all",
                        "RFC 2181 section 5.2",
                        of -> sameButTtl(of) && several(of)),
                new Rule(
                        "TTL of a reverse name",
                        "that of its own line",
                        "that of the addresses, the lowest of them",
                        "RFC 2181 section 5.2",
                        of -> of.asks(Type.PTR) && of.facts().has("local-ttl") && sameButTtl(of) && !several(of)));
    }

    private static List<Rule> sizes() {
        return List.of(
                new Rule(
                        "ANY",
                        "every RRset of the name",
                        "one RRset",
                        "RFC 8482 section 4.1",
                        of -> of.asks(Type.ANY)
                                && of.theirs().records().size() > 0
                                && of.ours().authoritative()
                                && of.ours().types().size() == 1),
                new Rule(
                        "ANY of a zone",
                        "NODATA or NXDOMAIN",
                        "its NS record",
                        "RFC 8482 section 4.1",
                        of -> of.asks(Type.ANY)
                                && of.theirs().records().isEmpty()
                                && of.ours().types().equals(Set.of(Type.NS))),
                new Rule(
                        "too many addresses for the packet",
                        "TC and as many as fit",
                        "TC and none",
                        "RFC 2181 section 9",
                        of -> of.theirs().truncated()
                                && of.ours().truncated()
                                && of.ours().records().isEmpty()));
    }

    private static List<Rule> hiding() {
        return List.of(
                new Rule(
                        "record of a name below address=, in a zone",
                        "the addresses of address= besides",
                        "NODATA, AA, SOA: the name's own records hide address=",
                        "RFC 4592 section 2.2.1",
                        of -> hidden(of) && of.ours().denies("NOERROR")),
                new Rule(
                        "record of a name below address=, outside",
                        "the addresses of address= besides",
                        "asked upstream: the name's own records hide address=",
                        "RFC 4592 section 2.2.1",
                        of -> hidden(of) && !of.ours().authoritative()),
                new Rule(
                        "address= below another of the other family",
                        "the addresses of the shorter domain besides",
                        "NODATA, AA, SOA: the longer domain hides the shorter",
                        HERE,
                        of -> of.asks(Type.A, Type.AAAA)
                                && of.facts().typesAt(of.name()).isEmpty()
                                && of.theirs().authoritative()
                                && of.theirs().found(of.type())
                                && of.ours().denies("NOERROR")));
    }

    private static List<Rule> outside() {
        return List.of(
                new Rule(
                        "other family of a name outside, asked upstream",
                        "what upstream says",
                        "NODATA, AA, SOA: nobody walks around an address given here",
                        LOOKUP,
                        of -> otherFamilyOutside(of) && !of.theirs().rcode().equals("REFUSED")),
                new Rule(
                        "other family of a name outside, nobody to ask",
                        "REFUSED",
                        "NODATA, AA, SOA: nobody walks around an address given here",
                        LOOKUP,
                        of -> otherFamilyOutside(of) && of.theirs().rcode().equals("REFUSED")),
                new Rule(
                        "name of the nameserver",
                        "nothing, or what address= gives",
                        "the address listened on",
                        "RFC 1034 section 4.2.1",
                        of -> of.name().equals("ns.mpd.test") && of.ours().authoritative()));
    }

    private static boolean otherFamilyOutside(final Case of) {
        return of.asks(Type.A, Type.AAAA, Type.ANY)
                && of.facts().hasAddresses(of.name())
                && !of.facts().here(of.name())
                && !of.theirs().authoritative()
                && of.ours().denies("NOERROR");
    }

    private static boolean hidden(final Case of) {
        return of.asks(Type.A, Type.AAAA)
                && !of.facts().typesAt(of.name()).isEmpty()
                && of.facts().coveringDomain(of.name()).isPresent()
                && of.theirs().authoritative()
                && of.theirs().found(of.type());
    }

    private static boolean sameButTtl(final Case of) {
        return of.theirs().sameFlags(of.ours())
                && Case.alike(of.theirs().records(), of.ours().records());
    }

    /// Whether dnsmasq gives records of one type different TTLs.
    private static boolean several(final Case of) {
        return of.theirs().types().stream()
                .anyMatch(type -> of.theirs().ofType(type).stream()
                                .mapToLong(Answer.Line::ttl)
                                .distinct()
                                .count()
                        > 1);
    }
}
