package mpd.dns.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Spells lines as people do: with spaces, comments, quotes, and either kind of line end. None of it may change
/// what is said.
final class Handwriting {

    private static final List<String> REMARKS =
            List.of("# made by hand", "#", "", "   ", "#address=/remark.test/9.9.9.9");

    private final Random random;

    Handwriting(final Random random) {
        this.random = random;
    }

    /// The text of a file with these lines.
    static String file(final Random random, final List<String> lines) {
        final String end = random.nextInt(5) == 0 ? "\r\n" : "\n";
        final String text = String.join(end, lines);
        return random.nextInt(6) == 0 ? text : text + end;
    }

    /// The lines that stand for one statement.
    List<String> lines(final Statement statement) {
        final List<String> lines = new ArrayList<>();
        if (random.nextInt(8) == 0) {
            lines.add(REMARKS.get(random.nextInt(REMARKS.size())));
        }
        lines.add(spaces()
                + (statement instanceof Statement.HostsLine hosts ? entry(hosts) : option(statement))
                + spaces()
                + remark());
        return lines;
    }

    private String entry(final Statement.HostsLine line) {
        return line.value().replace(" ", random.nextInt(3) == 0 ? "\t" : "  ");
    }

    private String option(final Statement statement) {
        if (statement.value().isEmpty()) {
            return statement.option();
        }
        return statement.option() + spaces() + "=" + spaces() + value(statement);
    }

    private String value(final Statement statement) {
        final String value = statement.value();
        // What stands in quotes is text, and so is every separator in it.
        return switch (statement) {
            case Statement.Host host
            when random.nextInt(4) == 0 -> quoteFirst(value, host.names().getFirst());
            case Statement.Single single when random.nextInt(4) == 0 -> quoteFirst(value, single.name());
            // A space before its last comma makes dnsmasq see the first alias twice.
            case Statement.Cname _ -> value.replace(",", "," + spaces());
            case Statement.Host _, Statement.RevServer _ -> value.replace(",", spaces() + "," + spaces());
            default -> value;
        };
    }

    private static String quoteFirst(final String value, final String name) {
        return "\"" + name + "\"" + value.substring(name.length());
    }

    private String spaces() {
        return switch (random.nextInt(8)) {
            case 0 -> " ";
            case 1 -> "\t ";
            default -> "";
        };
    }

    private String remark() {
        return random.nextInt(8) == 0 ? " # see also address=/other.test/9.9.9.9" : "";
    }
}
