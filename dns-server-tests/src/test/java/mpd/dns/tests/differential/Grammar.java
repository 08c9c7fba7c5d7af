package mpd.dns.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import mpd.dns.tests.differential.Statement.Address;
import mpd.dns.tests.differential.Statement.Cname;
import mpd.dns.tests.differential.Statement.Host;
import mpd.dns.tests.differential.Statement.HostsLine;
import mpd.dns.tests.differential.Statement.Local;
import mpd.dns.tests.differential.Statement.RevServer;
import mpd.dns.tests.differential.Statement.Server;
import mpd.dns.tests.differential.Statement.Setting;
import mpd.dns.tests.differential.Statement.Single;
import mpd.dns.tests.differential.Statement.Txt;
import org.xbill.DNS.Type;

/// Makes configurations that both dnsmasq and the program accept, from every option that makes records or says
/// who answers.
final class Grammar {

    /// The nameserver that is asked for everything, and the two that are asked for domains.
    static final String DEFAULT_UPSTREAM = "127.0.53.1";

    static final List<String> DOMAIN_UPSTREAMS = List.of("127.0.53.2", "127.0.53.3");

    private static final List<String> TEXTS =
            List.of("v=spf1", "two words", "a,b", "semi;colon", "hash #mark", "x", "Key=Value", "it's");

    private final Random random;
    private final Names names;
    private final int number;
    private final List<Statement> statements = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();

    private Grammar(final int number, final long seed) {
        this.number = number;
        random = new Random(seed);
        names = new Names(random, number);
    }

    /// The scenario of that number in a run with that seed.
    static Scenario scenario(final long runSeed, final int number) {
        final long seed = runSeed * 1_000_003 + number;
        return new Grammar(number, seed).make(seed);
    }

    private Scenario make(final long seed) {
        settings();
        final Optional<String> nameserverFile = upstreams();
        zones();
        final int count = 8 + random.nextInt(18);
        for (int made = 0; made < count; made++) {
            statements.addAll(record());
        }
        for (int made = 0; made < 2; made++) {
            cname();
        }
        return new Scenario(number, seed, statements, nameserverFile);
    }

    private void settings() {
        // Without it the two have different TTLs, which is told by one configuration in twenty.
        if (random.nextInt(20) > 0) {
            set("local-ttl", Integer.toString(random.nextInt(600)));
        }
        maybe(3, () -> set("neg-ttl", Integer.toString(1 + random.nextInt(600))));
        maybe(4, () -> set("domain-needed", ""));
        maybe(4, () -> set("bogus-priv", ""));
        maybe(2, () -> set("no-hosts", ""));
        if (random.nextInt(3) == 0) {
            set("expand-hosts", "");
            set("domain", names.pick(List.of("mpd.test", "lan" + number)));
        } else {
            maybe(5, () -> set("domain", "lan" + number));
        }
    }

    private void set(final String option, final String value) {
        statements.add(new Setting(option, value));
    }

    private void maybe(final int outOf, final Runnable step) {
        if (random.nextInt(outOf) == 0) {
            step.run();
        }
    }

    /// Three in four have a nameserver for everything, given by a line or in a file.
    private Optional<String> upstreams() {
        final Optional<String> file = random.nextInt(4) == 0
                ? Optional.of("# nameservers\nnameserver " + DEFAULT_UPSTREAM + "\n")
                : Optional.empty();
        if (file.isEmpty()) {
            set("no-resolv", "");
            if (random.nextInt(4) > 0) {
                statements.add(new Server(List.of(), DEFAULT_UPSTREAM));
            }
        }
        maybe(2, () -> statements.add(new Server(List.of(outside()), names.pick(DOMAIN_UPSTREAMS))));
        maybe(4, () -> statements.add(new Server(List.of(outside(), outside()), names.pick(DOMAIN_UPSTREAMS) + "#53")));
        maybe(6, () -> statements.add(new Server(List.of(outside()), "#")));
        return file;
    }

    private String outside() {
        final List<String> others = names.roots().subList(1, names.roots().size());
        return random.nextBoolean() ? names.pick(others) : names.label() + "." + names.pick(others);
    }

    private void zones() {
        // What the program is started with, dnsmasq has to be told.
        statements.add(new Local(List.of("mpd.test")));
        statements.add(new RevServer("10.163.0.0/24", ""));
        maybe(2, () -> statements.add(new Local(List.of(names.pick(names.roots())))));
        maybe(4, () -> statements.add(new Local(List.of(names.domain(), names.domain()))));
        maybe(4, () -> statements.add(new RevServer("192.168." + number % 250 + ".0/24", "")));
        maybe(
                4,
                () -> statements.add(
                        new RevServer("10." + (number % 200 + 1) + ".0.0/16", names.pick(DOMAIN_UPSTREAMS))));
        maybe(5, () -> statements.add(new RevServer("fd00:" + (number + 1) + "::/32", "")));
    }

    private List<Statement> record() {
        final List<Supplier<List<Statement>>> kinds = List.of(
                this::address,
                this::address,
                this::address,
                this::address,
                this::host,
                this::host,
                this::host,
                this::host,
                this::hosts,
                this::hosts,
                this::txt,
                this::single,
                this::single);
        return names.pick(kinds).get();
    }

    private List<Statement> address() {
        final String domain = names.anyCaseSometimes(names.domain());
        if (random.nextInt(40) == 0) {
            final String below = names.label() + "." + names.root();
            return List.of(new Address(List.of(names.pick(List.of("*.", "*", ".")) + below), names.address()));
        }
        targets.add(domain);
        return switch (random.nextInt(10)) {
            case 0 -> List.of(new Address(List.of(domain), "#"));
            case 1 -> List.of(new Address(List.of(domain), ""));
            case 2 -> List.of(new Address(List.of(domain, names.domain()), names.address()));
            case 3 -> List.of(new Address(List.of(domain), names.four()), new Address(List.of(domain), names.six()));
            case 4 -> several(domain);
            default -> List.of(new Address(List.of(domain), names.address()));
        };
    }

    private List<Statement> several(final String domain) {
        final List<Statement> lines = new ArrayList<>();
        final int count = random.nextInt(12) == 0 ? 40 : 2 + random.nextInt(3);
        for (int host = 1; host <= count; host++) {
            lines.add(new Address(List.of(domain), "10.163.0." + host));
        }
        return lines;
    }

    private List<Statement> host() {
        final List<String> own = new ArrayList<>(List.of(names.anyCaseSometimes(names.host())));
        maybe(4, () -> own.add(random.nextBoolean() ? names.host() : names.dotless()));
        final List<String> addresses = switch (random.nextInt(5)) {
            case 0 -> List.of(names.six());
            case 1 -> List.of(names.four(), names.six());
            default -> List.of(names.four());
        };
        final OptionalLong ttl =
                random.nextInt(5) == 0 ? OptionalLong.of(1 + random.nextInt(3600)) : OptionalLong.empty();
        targets.addAll(own);
        return List.of(new Host(own, addresses, ttl));
    }

    private List<Statement> hosts() {
        final List<String> own = new ArrayList<>(List.of(random.nextInt(3) == 0 ? names.dotless() : names.host()));
        maybe(3, () -> own.add(random.nextBoolean() ? names.host() : names.dotless()));
        targets.addAll(own);
        return List.of(new HostsLine(names.address(), own));
    }

    private List<Statement> txt() {
        final List<String> texts = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            texts.add(names.pick(TEXTS));
        }
        final String name = (random.nextInt(3) == 0 ? "x-1." : "") + names.host();
        return List.of(new Txt(name, texts));
    }

    private List<Statement> single() {
        final String target = targets.isEmpty() || random.nextInt(3) == 0 ? names.host() : names.pick(targets);
        return List.of(
                switch (random.nextInt(4)) {
                    case 0 ->
                        new Single(
                                "srv-host",
                                Type.SRV,
                                "_http._tcp." + names.domain(),
                                names.pick(
                                        List.of("", target, target + ",8080", target + ",443,5", target + ",1,2,3")));
                    case 1 -> new Single("mx-host", Type.MX, names.domain(), target + names.pick(List.of("", ",20")));
                    case 2 ->
                        new Single(
                                "ptr-record",
                                Type.PTR,
                                random.nextBoolean() ? Reverse.of(names.address()) : "_http._tcp." + names.domain(),
                                target);
                    default ->
                        // To what upstream denies dnsmasq adds the denial's SOA.
                        new Single(
                                "caa-record",
                                Type.CAA,
                                names.domain().replace("gone", "here"),
                                "0,issue," + names.pick(List.of("ca.example", "\"ca.example; policy=ev\"")));
                });
    }

    /// An alias of something that is there, of another alias, or of something outside. An alias owns nothing
    /// else (RFC 1034 section 3.6.2), and leads to what came before it, never in a circle.
    private void cname() {
        final String alias = "alias" + statements.size() + "." + names.domain();
        final String target = switch (random.nextInt(6)) {
            case 0 -> names.host();
            case 1 -> "elsewhere" + number + ".org";
            default -> targets.isEmpty() ? names.host() : names.pick(targets);
        };
        final OptionalLong ttl =
                random.nextInt(4) == 0 ? OptionalLong.of(1 + random.nextInt(3600)) : OptionalLong.empty();
        final List<String> aliases = new ArrayList<>(List.of(alias));
        maybe(4, () -> aliases.add("second-" + alias));
        statements.add(new Cname(aliases, target, ttl));
        targets.add(alias);
    }
}
