package mpd.dns.tests.bench;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The zone `mpd.test` that all servers of a comparison answer for, and what they are asked. Each of its names
/// has an A record, an AAAA record and a reverse name, and beside them there is a wildcard.
///
/// @param names how many, at least 1
record AnswerZone(int names) {

    /// Which reverse names belong to it.
    static final String SUBNET = "10.0.0.0/8";
    /// The answer to a name that does not exist.
    static final String NO_SUCH_NAME = "NXDOMAIN";

    private static final int KINDS = 5;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
    private static final String REVERSE = "10.in-addr.arpa";
    private static final String WILDCARD = "wild.mpd.test";
    private static final String WILDCARD_ADDRESS = "10.255.0.1";
    private static final String AUTHORITY = """
            $TTL 1
            @ SOA ns.mpd.test. hostmaster.mpd.test. 1 3600 600 86400 1
            @ NS ns.mpd.test.
            """;

    /// Refuses a zone without names.
    AnswerZone {
        if (names < 1) {
            throw new IllegalArgumentException(names + " names");
        }
    }

    /// A question and its only right answer.
    ///
    /// @param answer data of the record as a zone file has it, or [#NO_SUCH_NAME]
    record Question(String name, String type, String answer) {}

    /// A question of each kind: A, AAAA, PTR, a name below the wildcard, a name that does not exist.
    ///
    /// @param number which of the names, from 1 on
    List<Question> questions(final int number) {
        return IntStream.range(0, KINDS)
                .mapToObj(kind -> question(number, kind))
                .toList();
    }

    private static Question question(final int number, final int kind) {
        return switch (kind) {
            case 0 -> new Question(name(number), "A", address(number));
            case 1 -> new Question(name(number), "AAAA", longAddress(number));
            case 2 -> new Question(reverse(number) + "." + REVERSE, "PTR", name(number) + ".");
            case 3 -> new Question("w" + number + "." + WILDCARD, "A", WILDCARD_ADDRESS);
            default -> new Question("no" + number + ".mpd.test", "A", NO_SUCH_NAME);
        };
    }

    /// A file for `dnsperf`: names by chance, the same for the same count and run.
    String questionFile(final int count, final int run) {
        // Random itself makes something of how close the seeds are: the first numbers of two would be alike.
        final Random random = new Random((((long) run << 32) + count) * SPREAD);
        return IntStream.range(0, count)
                .mapToObj(index -> question(random.nextInt(names) + 1, index % KINDS))
                .map(question -> question.name() + " " + question.type() + "\n")
                .collect(Collectors.joining());
    }

    /// A drop-in file.
    String dropIn() {
        return "address=/%s/%s\n".formatted(WILDCARD, WILDCARD_ADDRESS)
                + lines(number ->
                        "host-record=%s,%s,%s\n".formatted(name(number), address(number), longAddress(number)));
    }

    /// A hosts file with all but the wildcard.
    String hosts() {
        return lines(number -> address(number) + " " + name(number) + "\n")
                + lines(number -> longAddress(number) + " " + name(number) + "\n");
    }

    /// The other lines that dnsmasq needs.
    static String besideHosts() {
        return "local=/mpd.test/\naddress=/%s/%s\n".formatted(WILDCARD, WILDCARD_ADDRESS);
    }

    /// The zone's file.
    String zoneFile() {
        return AUTHORITY
                + "ns A 10.255.0.2\n*.wild A " + WILDCARD_ADDRESS + "\n"
                + lines(number -> "n%d A %s\n".formatted(number, address(number)))
                + lines(number -> "n%d AAAA %s\n".formatted(number, longAddress(number)));
    }

    /// The reverse zone's file.
    String reverseFile() {
        return AUTHORITY + lines(number -> "%s PTR %s.\n".formatted(reverse(number), name(number)));
    }

    /// Lines of Unbound's section `server`.
    String localData() {
        return """
                local-zone: "mpd.test." static
                local-data: "mpd.test. 1 SOA ns.mpd.test. hostmaster.mpd.test. 1 3600 600 86400 1"
                local-zone: "%s." redirect
                local-data: "%s. 1 A %s"
                local-zone: "%s." static
                """.formatted(WILDCARD, WILDCARD, WILDCARD_ADDRESS, REVERSE)
                + lines(number -> "local-data: \"%s. 1 A %s\"\n".formatted(name(number), address(number)))
                + lines(number -> "local-data: \"%s. 1 AAAA %s\"\n".formatted(name(number), longAddress(number)))
                + lines(number ->
                        "local-data: \"%s.%s. 1 PTR %s.\"\n".formatted(reverse(number), REVERSE, name(number)));
    }

    private String lines(final IntFunction<String> line) {
        return IntStream.rangeClosed(1, names).mapToObj(line).collect(Collectors.joining());
    }

    private static String name(final int number) {
        return "n" + number + ".mpd.test";
    }

    private static String address(final int number) {
        return "10.%d.%d.%d".formatted(number >> 16, number >> 8 & 255, number & 255);
    }

    private static String reverse(final int number) {
        return "%d.%d.%d".formatted(number & 255, number >> 8 & 255, number >> 16);
    }

    private static String longAddress(final int number) {
        return "fd00:0:0:0:0:0:%x:%x".formatted(number >> 16, number & 0xffff);
    }
}
