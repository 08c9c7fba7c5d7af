package mpd.dns.tests.differential;

import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Type;

/// What is denied of names that are answered here.
final class DenialRules {

    private static final String BARE_NXDOMAIN = "NXDOMAIN without AA and SOA";
    private static final String BARE_NODATA = "NODATA without AA and SOA";
    private static final String FULL_NXDOMAIN = "NXDOMAIN, AA, SOA";
    private static final String FULL_NODATA = "NODATA, AA, SOA";
    private static final String NAME_ERROR = "RFC 2308 section 2.1";
    private static final String NO_DATA = "RFC 2308 section 2.2";
    private static final String PARENTS = "RFC 8020 section 2";

    private DenialRules() {}

    static List<Rule> all() {
        return Stream.of(noSuchName(), noData(), addresses(), others())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Rule> noSuchName() {
        return List.of(
                noSuchName("no such name, A", Type.A),
                noSuchName("no such name, AAAA", Type.AAAA),
                noSuchName("no such name, PTR", Type.PTR),
                new Rule(
                        "no such name, other types",
                        BARE_NXDOMAIN,
                        FULL_NXDOMAIN,
                        NAME_ERROR,
                        of -> of.denied("NXDOMAIN", "NXDOMAIN") && other(of)));
    }

    private static List<Rule> noData() {
        return List.of(
                new Rule(
                        "name with records, A or AAAA",
                        BARE_NODATA,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NOERROR", "NOERROR") && owner(of) && !other(of)),
                new Rule(
                        "name with records, other types",
                        BARE_NODATA,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NOERROR", "NOERROR") && owner(of) && other(of)),
                new Rule(
                        "parent of names with records, A or AAAA",
                        BARE_NODATA,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NOERROR", "NOERROR") && parent(of) && !other(of)),
                new Rule(
                        "parent of names with records, other types",
                        BARE_NODATA,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NOERROR", "NOERROR") && parent(of) && other(of)));
    }

    private static List<Rule> addresses() {
        return List.of(
                new Rule(
                        "address= and local= for one domain",
                        BARE_NODATA,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NOERROR", "NOERROR") && !of.facts().known(of.name()) && covered(of)),
                new Rule(
                        "address= of the other family",
                        BARE_NXDOMAIN,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NXDOMAIN", "NOERROR") && covered(of) && of.asks(Type.A, Type.AAAA)),
                new Rule(
                        "other types of an address= name",
                        BARE_NXDOMAIN,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NXDOMAIN", "NOERROR") && covered(of) && other(of)),
                new Rule(
                        "parent of an address= domain",
                        BARE_NXDOMAIN,
                        FULL_NODATA,
                        PARENTS,
                        of -> of.denied("NXDOMAIN", "NOERROR")
                                && !covered(of)
                                && of.facts().aboveCovering(of.name())));
    }

    private static List<Rule> others() {
        return List.of(
                new Rule(
                        "parent of a local= domain",
                        BARE_NXDOMAIN,
                        FULL_NODATA,
                        PARENTS,
                        of -> of.denied("NXDOMAIN", "NOERROR")
                                && !covered(of)
                                && !apex(of)
                                && !of.facts().known(of.name())
                                && of.facts().aboveZone(of.name())),
                new Rule(
                        "name with a CAA record alone, or above one",
                        BARE_NXDOMAIN,
                        FULL_NODATA,
                        NO_DATA,
                        of -> of.denied("NXDOMAIN", "NOERROR")
                                && !covered(of)
                                && of.facts().known(of.name())),
                new Rule(
                        "top of a local= domain without records",
                        BARE_NXDOMAIN,
                        FULL_NODATA,
                        "RFC 1034 section 4.2.1",
                        of -> of.denied("NXDOMAIN", "NOERROR")
                                && apex(of)
                                && !of.facts().known(of.name())),
                new Rule(
                        "SOA and NS of a zone",
                        "NODATA or NXDOMAIN",
                        "the record, AA",
                        "RFC 1034 section 4.2.1",
                        of -> of.asks(Type.SOA, Type.NS)
                                && apex(of)
                                && of.theirs().records().isEmpty()
                                && of.ours().found(of.type())));
    }

    private static Rule noSuchName(final String name, final int type) {
        return new Rule(
                name,
                BARE_NXDOMAIN,
                FULL_NXDOMAIN,
                NAME_ERROR,
                of -> of.denied("NXDOMAIN", "NXDOMAIN") && of.asks(type));
    }

    private static boolean other(final Case of) {
        return !of.asks(Type.A, Type.AAAA);
    }

    private static boolean owner(final Case of) {
        return !of.facts().typesAt(of.name()).isEmpty();
    }

    private static boolean parent(final Case of) {
        return !owner(of) && of.facts().aboveOwner(of.name());
    }

    private static boolean covered(final Case of) {
        return of.facts().coveringDomain(of.name()).isPresent();
    }

    private static boolean apex(final Case of) {
        return of.facts().zone(of.name()).filter(of.name()::equals).isPresent();
    }
}
