package mpd.dns.tests.differential;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Names and questions that are not answered from the configuration's records.
final class OutsideRules {

    private static final String NOBODY = "RFC 8914 section 4.15";
    private static final String SERVFAIL = "SERVFAIL with the reason";
    private static final String LOCALHOST = "RFC 6761 section 6.3";
    private static final String ITSELF = "answered here";
    private static final String UPSTREAM = "what upstream says, or REFUSED";

    private OutsideRules() {}

    static List<Rule> all() {
        return Stream.of(kinds(), nobody(), special(), upstream(), plain(), bogus())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Rule> kinds() {
        return List.of(
                new Rule(
                        "class CH or HS",
                        "as in class IN, also asked upstream",
                        "REFUSED",
                        "RFC 1034 section 4.2",
                        of -> of.question().dnsClass() != DClass.IN && of.ours().bare("REFUSED", false)),
                new Rule(
                        "MAILB of a name here",
                        "NXDOMAIN for every name",
                        "what the name has",
                        "RFC 8020 section 2",
                        of -> mailb(of) && of.ours().authoritative()),
                new Rule(
                        "MAILB of a name elsewhere",
                        "NXDOMAIN for every name",
                        "what upstream says, or SERVFAIL",
                        "RFC 8020 section 2",
                        of -> mailb(of) && !of.ours().authoritative()),
                new Rule(
                        "recursion not desired",
                        "asked upstream",
                        "REFUSED, unless it is known already",
                        "docs/CACHE.md",
                        of -> !of.question().recursionDesired()
                                && !of.theirs().rcode().equals("REFUSED")
                                && !of.facts().here(of.name())
                                && of.ours().bare("REFUSED", false)));
    }

    private static List<Rule> nobody() {
        return List.of(
                new Rule("nobody to ask, A", "REFUSED", SERVFAIL, NOBODY, of -> nobody(of) && of.asks(Type.A)),
                new Rule("nobody to ask, AAAA", "REFUSED", SERVFAIL, NOBODY, of -> nobody(of) && of.asks(Type.AAAA)),
                new Rule("nobody to ask, PTR", "REFUSED", SERVFAIL, NOBODY, of -> nobody(of) && of.asks(Type.PTR)),
                new Rule(
                        "nobody to ask, other types",
                        "REFUSED",
                        SERVFAIL,
                        NOBODY,
                        of -> nobody(of) && !of.asks(Type.A, Type.AAAA, Type.PTR)));
    }

    private static List<Rule> special() {
        return List.of(
                new Rule(
                        "localhost, addresses",
                        UPSTREAM + ", or /etc/hosts",
                        ITSELF,
                        LOCALHOST,
                        of -> localhost(of) && of.asks(Type.A, Type.AAAA)),
                new Rule(
                        "localhost, other types",
                        UPSTREAM,
                        ITSELF,
                        LOCALHOST,
                        of -> localhost(of) && !of.asks(Type.A, Type.AAAA)),
                new Rule(
                        "resolver.arpa",
                        UPSTREAM,
                        ITSELF,
                        "RFC 9462 section 6.4",
                        of -> within(of, "resolver.arpa") && of.ours().authoritative()));
    }

    private static List<Rule> upstream() {
        return List.of(
                new Rule(
                        "upstream denies a name that is given here",
                        "NODATA, AA",
                        "NODATA without AA, which is the upstream's word",
                        "RFC 8020 section 2",
                        of -> of.theirs().denies("NOERROR") && kept(of, "NOERROR")),
                new Rule(
                        "upstream denies the parent of an address= domain",
                        "NXDOMAIN",
                        "NODATA",
                        "RFC 8020 section 2",
                        of -> relayedDenial(of) && of.facts().aboveCovering(of.name()) && kept(of, "NOERROR")),
                new Rule(
                        "upstream's alias for a name with records here",
                        "the alias, also of the cache",
                        "the records, AA",
                        "RFC 2181 section 5.4.1",
                        of -> of.facts().typesAt(of.name()).contains(of.type())
                                && of.theirs().found(Type.CNAME)
                                && !of.theirs().authoritative()
                                && of.ours().authoritative()
                                && of.ours().found(of.type())));
    }

    private static List<Rule> plain() {
        return List.of(
                new Rule(
                        "domain-needed",
                        "NXDOMAIN or NODATA without SOA",
                        "the same with SOA",
                        "RFC 2308 section 3",
                        of -> plain(of) && of.theirs().bare(of.ours().rcode(), false) && kept(of)),
                new Rule(
                        "domain-needed, parent of a domain of address= or local=",
                        "NXDOMAIN without SOA",
                        "NODATA with SOA",
                        "RFC 8020 section 2",
                        of -> plain(of)
                                && of.theirs().bare("NXDOMAIN", false)
                                && kept(of, "NOERROR")
                                && aboveDomain(of)),
                new Rule(
                        "domain-needed, parent of a name from upstream",
                        "NODATA while that name is in its cache",
                        "NXDOMAIN with SOA",
                        "RFC 2181 section 5.4.1",
                        of -> plain(of) && of.theirs().bare("NOERROR", false) && kept(of, "NXDOMAIN")),
                new Rule(
                        "upstream denies a name of its own domain, below address=",
                        "NODATA, AA",
                        "NXDOMAIN, as upstream says",
                        "docs/ARCHITECTURE.md, Lookup",
                        of -> of.theirs().denies("NOERROR") && givenAway(of) && kept(of, "NXDOMAIN")));
    }

    private static List<Rule> bogus() {
        return List.of(
                new Rule(
                        "bogus-priv, PTR and ANY",
                        "NXDOMAIN, AA, without SOA",
                        "NXDOMAIN with SOA",
                        "RFC 6303 section 3",
                        of -> of.asks(Type.PTR, Type.ANY)
                                && of.theirs().bare("NXDOMAIN", true)
                                && of.facts().has("bogus-priv")
                                && of.ours().rcode().equals("NXDOMAIN")
                                && of.ours().soa()),
                new Rule(
                        "bogus-priv, other types",
                        UPSTREAM,
                        "NXDOMAIN or NODATA with SOA",
                        "RFC 6303 section 3",
                        of -> of.facts().has("bogus-priv")
                                && of.name().endsWith(".arpa")
                                && !of.asks(Type.PTR)
                                && !of.theirs().authoritative()
                                && kept(of)));
    }

    private static boolean plain(final Case of) {
        return of.facts().has("domain-needed") && !of.name().contains(".") && of.asks(Type.A, Type.AAAA, Type.ANY);
    }

    private static boolean mailb(final Case of) {
        return of.asks(Type.MAILB)
                && of.theirs().rcode().equals("NXDOMAIN")
                && of.theirs().authoritative();
    }

    private static boolean nobody(final Case of) {
        return of.theirs().bare("REFUSED", false)
                && of.ours().bare("SERVFAIL", false)
                && !of.facts().asked(of.name());
    }

    private static boolean localhost(final Case of) {
        return within(of, "localhost")
                && of.ours().authoritative()
                && (of.ours().denies("NOERROR")
                        || Set.of(Type.A, Type.AAAA, Type.SOA, Type.NS)
                                .containsAll(of.ours().types()));
    }

    private static boolean relayedDenial(final Case of) {
        return of.theirs().rcode().equals("NXDOMAIN")
                && !of.theirs().authoritative()
                && of.theirs().soa();
    }

    private static boolean aboveDomain(final Case of) {
        return of.facts().aboveCovering(of.name()) || of.facts().aboveZone(of.name());
    }

    /// Whether the name is below an `address=`, and in a longer domain that is given to nameservers.
    private static boolean givenAway(final Case of) {
        return of.facts().typesAt(of.name()).isEmpty()
                && of.facts().coveringDomain(of.name()).isPresent()
                && !of.facts().here(of.name());
    }

    private static boolean kept(final Case of, final String rcode) {
        return kept(of) && of.ours().rcode().equals(rcode);
    }

    /// Whether the program denied without authority, as for a name outside.
    private static boolean kept(final Case of) {
        return !of.ours().authoritative()
                && of.ours().records().isEmpty()
                && of.ours().soa();
    }

    private static boolean within(final Case of, final String domain) {
        return of.name().equals(domain) || of.name().endsWith("." + domain);
    }
}
