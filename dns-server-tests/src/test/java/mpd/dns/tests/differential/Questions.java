package mpd.dns.tests.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Draws the questions of a scenario: names of its files, their parents, children and siblings, reverse names
/// of its addresses and their neighbours, and names that it says nothing of. No name is asked twice for a type,
/// so that every answer from elsewhere is the first.
final class Questions {

    private static final List<Integer> COMMON =
            List.of(Type.A, Type.A, Type.A, Type.A, Type.A, Type.A, Type.AAAA, Type.AAAA, Type.AAAA);
    private static final List<Integer> OTHERS = List.of(
            Type.TXT,
            Type.MX,
            Type.SRV,
            Type.CNAME,
            Type.PTR,
            Type.NS,
            Type.SOA,
            Type.CAA,
            Type.HTTPS,
            Type.SVCB,
            Type.DS,
            Type.DNSKEY,
            Type.NAPTR,
            Type.SSHFP,
            Type.TLSA,
            Type.HINFO,
            Type.LOC,
            Type.ANY,
            Type.MAILB,
            65_280,
            999,
            4711);

    private final Random random;
    private final Names names;
    private final Facts facts;

    private Questions(final Scenario scenario) {
        random = new Random(~scenario.seed());
        names = new Names(random, scenario.number());
        facts = Facts.of(scenario);
    }

    /// That many questions for the scenario.
    static List<Question> of(final Scenario scenario, final int count) {
        final Questions questions = new Questions(scenario);
        final Set<String> asked = new HashSet<>();
        final List<Question> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            final Question question = questions.draw();
            if (asked.add(question.name().toLowerCase(Locale.ROOT) + " " + question.type())) {
                drawn.add(question);
            }
        }
        return drawn;
    }

    private Question draw() {
        final String name = random.nextInt(8) == 0 ? reverse() : name();
        final boolean known = facts.owners().contains(name);
        final int type = known && random.nextInt(10) < 6 ? names.pick(List.copyOf(facts.typesAt(name))) : type(name);
        final int dnsClass = random.nextInt(150) == 0 ? names.pick(List.of(DClass.CH, DClass.HS)) : DClass.IN;
        final boolean recursion = random.nextInt(40) > 0;
        final int size = random.nextInt(3) == 0 ? names.pick(List.of(512, 1232, 4096)) : 0;
        return new Question(random.nextInt(4) == 0 ? names.anyCase(name) : name, type, dnsClass, recursion, size);
    }

    private int type(final String name) {
        if (name.endsWith(".arpa")) {
            return random.nextInt(4) > 0 ? Type.PTR : names.pick(OTHERS);
        }
        return random.nextInt(3) > 0 ? names.pick(COMMON) : names.pick(OTHERS);
    }

    private String name() {
        final String known = names.pick(facts.names());
        return switch (random.nextInt(20)) {
            case 0, 1 -> parent(known);
            case 2, 3 -> names.label() + "." + known;
            case 4 -> names.label() + "." + names.label() + "." + known;
            case 5 -> names.label() + "." + parent(known);
            case 6, 7 -> names.host();
            case 8 ->
                names.pick(List.of(
                        "localhost",
                        "www.localhost",
                        "localhost",
                        names.label() + ".localhost",
                        "resolver.arpa",
                        "_dns.resolver.arpa"));
            case 9 -> names.dotless();
            case 10, 11 -> outside();
            default -> known;
        };
    }

    private String outside() {
        final String host =
                names.label() + random.nextInt(50) + ".far" + random.nextInt(9) + ".e" + facts.number() + ".net";
        return random.nextInt(5) == 0 ? "gone." + host : host;
    }

    private String reverse() {
        final List<String> known = facts.addresses();
        return Reverse.of(known.isEmpty() || random.nextInt(3) == 0 ? names.address() : names.pick(known));
    }

    private static String parent(final String name) {
        final int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(dot + 1);
    }
}
