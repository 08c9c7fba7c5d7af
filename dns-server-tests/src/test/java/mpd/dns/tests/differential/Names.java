package mpd.dns.tests.differential;

import java.util.List;
import java.util.Random;

/// Draws the names and addresses of one scenario from small supplies, so that they meet, nest and overlap.
final class Names {

    private static final List<String> LABELS =
            List.of("a", "b", "www", "mail", "db", "php", "moodle45", "service", "x-1", "_srv", "gone", "ns");

    private final Random random;
    private final int number;
    private final List<String> roots;

    Names(final Random random, final int number) {
        this.random = random;
        this.number = number;
        roots = List.of(
                "mpd.test",
                "mpd.test",
                "mpd.test",
                "k" + number + ".org",
                "lan" + number,
                "office.corp" + number + ".example");
    }

    /// The domains that all other names are in; the zone of every server is the first.
    List<String> roots() {
        return roots.subList(2, roots.size());
    }

    String root() {
        return pick(roots);
    }

    String label() {
        return pick(LABELS);
    }

    /// A name of one label.
    String dotless() {
        return pick(List.of("alpha", "beta", "gamma", "delta")) + number;
    }

    /// A domain, now and then a root itself.
    String domain() {
        return below(random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2));
    }

    /// A name of a host.
    String host() {
        return below(random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3));
    }

    private String below(final int labels) {
        final StringBuilder name = new StringBuilder();
        for (int count = 0; count < labels; count++) {
            name.append(label()).append('.');
        }
        return name + root();
    }

    /// An address, IPv4 three times out of four.
    String address() {
        return random.nextInt(4) == 0 ? six() : four();
    }

    String four() {
        final int host = 1 + random.nextInt(20);
        return switch (random.nextInt(5)) {
            case 0 -> "10." + (number % 200 + 1) + ".0." + host;
            case 1 -> "192.168." + number % 250 + "." + host;
            case 2 -> "203.0." + (number % 100 + 1) + "." + host;
            default -> "10.163.0." + host;
        };
    }

    String six() {
        final int host = 1 + random.nextInt(20);
        return (random.nextBoolean() ? "fd00:" : "2001:db8:") + (number + 1) + "::" + host;
    }

    /// The same with letters in random case.
    String anyCase(final String name) {
        final StringBuilder mixed = new StringBuilder();
        name.chars().forEach(c -> mixed.append((char) (random.nextBoolean() ? Character.toUpperCase(c) : c)));
        return mixed.toString();
    }

    /// The same name, now and then in random case.
    String anyCaseSometimes(final String name) {
        return random.nextInt(5) == 0 ? anyCase(name) : name;
    }

    <T> T pick(final List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
