package mpd.dns.tests.differential;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What of an answer is compared. The records are a set: their order carries no meaning (RFC 2181 section 5).
/// Names in them are compared without regard to letter case (RFC 4343), everything else byte by byte.
///
/// @param rcode         its name; `SILENCE` where no answer came
/// @param authoritative the flag AA
/// @param recursion     the flag RA
/// @param truncated     the flag TC
/// @param records       the answer section
/// @param soa           whether there is an SOA in the authority section
record Answer(
        String rcode, boolean authoritative, boolean recursion, boolean truncated, Set<Line> records, boolean soa) {

    static final String SILENCE = "SILENCE";

    /// A record with its TTL.
    ///
    /// @param owner lower case
    /// @param data  lower case hexadecimal of the canonical form (RFC 4034 section 6.2)
    /// @param text  for people; not compared
    record Line(String owner, int type, long ttl, String data, String text) implements Comparable<Line> {

        static Line of(final Record record) {
            return new Line(
                    record.getName().toString(true).toLowerCase(Locale.ROOT),
                    record.getType(),
                    record.getTTL(),
                    HexFormat.of().formatHex(canonical(record)),
                    record.rdataToString());
        }

        private static byte[] canonical(final Record record) {
            // dnsjava leaves the letter case of some of them alone.
            return switch (record.getType()) {
                case Type.CNAME, Type.PTR, Type.NS, Type.MX, Type.SRV, Type.SOA ->
                    record.rdataToString().toLowerCase(Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                default -> record.rdataToWireCanonical();
            };
        }

        /// What it says, without how long.
        String withoutTtl() {
            return owner + " " + type + " " + data;
        }

        private String key() {
            return owner + " " + type + " " + ttl + " " + data;
        }

        @Override
        public int compareTo(final Line other) {
            return Comparator.comparing(Line::key).compare(this, other);
        }

        @Override
        public boolean equals(final Object other) {
            return other instanceof final Line line && key().equals(line.key());
        }

        @Override
        public int hashCode() {
            return key().hashCode();
        }

        @Override
        public String toString() {
            return owner + " " + ttl + " " + Type.string(type) + " " + text;
        }
    }

    /// No answer.
    static Answer silence() {
        return new Answer(SILENCE, false, false, false, Set.of(), false);
    }

    /// Reads a message.
    static Answer parse(final byte[] bytes) {
        try {
            final Message message = new Message(bytes);
            return new Answer(
                    Rcode.string(message.getRcode()),
                    message.getHeader().getFlag(Flags.AA),
                    message.getHeader().getFlag(Flags.RA),
                    message.getHeader().getFlag(Flags.TC),
                    lines(message.getSection(Section.ANSWER)),
                    message.getSection(Section.AUTHORITY).stream().anyMatch(SOARecord.class::isInstance));
        } catch (final IOException unreadable) {
            return new Answer("UNREADABLE", false, false, false, Set.of(), false);
        }
    }

    private static Set<Line> lines(final Collection<Record> records) {
        return records.stream().map(Line::of).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The records of one type.
    Set<Line> ofType(final int type) {
        return records.stream().filter(line -> line.type() == type).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The types of the records.
    Set<Integer> types() {
        return records.stream().map(Line::type).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Whether it is a denial with authority: AA, nothing in the answer section, an SOA (RFC 2308 section 2).
    boolean denies(final String denial) {
        return rcode.equals(denial) && authoritative && recursion && !truncated && records.isEmpty() && soa;
    }

    /// Whether it is a response code and nothing else, with the flags set so.
    boolean bare(final String code, final boolean withAuthority) {
        return rcode.equals(code)
                && authoritative == withAuthority
                && recursion
                && !truncated
                && records.isEmpty()
                && !soa;
    }

    /// Whether it has records of the type.
    boolean found(final int type) {
        return records.stream().anyMatch(line -> line.type() == type);
    }

    /// Whether everything but the records is the same.
    boolean sameFlags(final Answer other) {
        return rcode.equals(other.rcode)
                && authoritative == other.authoritative
                && recursion == other.recursion
                && truncated == other.truncated
                && soa == other.soa;
    }

    @Override
    public String toString() {
        return rcode + (authoritative ? " aa" : "") + (recursion ? " ra" : "") + (truncated ? " tc" : "")
                + (soa ? " soa" : "") + " " + records;
    }
}
