package mpd.dns.tests.differential;

import java.util.List;
import java.util.Set;
import org.xbill.DNS.Type;

/// Names with a `cname=`. dnsmasq follows it to names of hosts files and host-record alone.
final class AliasRules {

    private static final String ALONE = "the CNAME alone, NOERROR";
    private static final String CHASE = "RFC 1034 section 4.3.2";

    private AliasRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "alias of a name with records here",
                        ALONE,
                        "the CNAME and the target's records, AA",
                        CHASE,
                        of -> alone(of)
                                && of.ours().authoritative()
                                && of.ours().types().size() > 1),
                new Rule(
                        "alias of a name without the type",
                        ALONE,
                        "the CNAME, NODATA, AA, SOA",
                        "RFC 2308 section 2.2",
                        of -> alone(of) && of.ours().authoritative() && ends(of, "NOERROR")),
                new Rule(
                        "alias of no name",
                        ALONE,
                        "the CNAME, NXDOMAIN, SOA",
                        "RFC 6604 section 3",
                        of -> alone(of) && ends(of, "NXDOMAIN")),
                new Rule(
                        "alias of a name elsewhere",
                        ALONE,
                        "the CNAME and what the nameserver says of the target",
                        CHASE,
                        of -> alone(of) && elsewhere(of)),
                new Rule(
                        "alias of a name outside with an address of the other family",
                        "the CNAME and what upstream has said of the target",
                        "the CNAME, NODATA, AA, SOA",
                        "docs/ARCHITECTURE.md, Lookup",
                        AliasRules::otherFamily),
                new Rule(
                        "alias of a name elsewhere, nobody to ask",
                        ALONE,
                        "SERVFAIL",
                        "RFC 8914 section 4.15",
                        of -> theirsAlone(of) && of.ours().bare("SERVFAIL", false)));
    }

    private static boolean theirsAlone(final Case of) {
        return !of.facts().canonical(of.name()).equals(of.name())
                && of.theirs().rcode().equals("NOERROR")
                && of.theirs().types().equals(Set.of(Type.CNAME));
    }

    /// Whether dnsmasq gives aliases alone and the program gives each of them as well.
    private static boolean alone(final Case of) {
        return theirsAlone(of) && keys(of.ours()).containsAll(keys(of.theirs()));
    }

    private static List<String> keys(final Answer answer) {
        return answer.ofType(Type.CNAME).stream().map(Answer.Line::withoutTtl).toList();
    }

    private static boolean ends(final Case of, final String rcode) {
        return of.ours().rcode().equals(rcode) && of.ours().soa();
    }

    private static boolean elsewhere(final Case of) {
        return !of.ours().authoritative() && of.ours().rcode().equals("NOERROR");
    }

    private static boolean otherFamily(final Case of) {
        final boolean foundByThem = of.theirs().types().size() == 2
                && of.theirs().found(of.type())
                && !of.theirs().authoritative();
        return foundByThem
                && of.facts().hasAddresses(of.facts().canonical(of.name()))
                && of.ours().types().equals(Set.of(Type.CNAME))
                && of.ours().authoritative()
                && ends(of, "NOERROR");
    }
}
