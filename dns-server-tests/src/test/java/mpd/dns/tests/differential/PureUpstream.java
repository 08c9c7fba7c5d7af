package mpd.dns.tests.differential;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A nameserver whose answer is a function of the question and of its own address: names whose first label
/// says so are aliases, some do not exist, and below these nothing does (RFC 8020); some types have no data.
final class PureUpstream {

    private static final Name CANONICAL = Name.fromConstantString("canonical.upstream.invalid.");
    private static final Name SOMEBODY = Name.fromConstantString("hostmaster.invalid.");

    private PureUpstream() {}

    /// The script of the nameserver at that address.
    static Function<Message, Optional<Message>> at(final String address) {
        return query -> Optional.of(answer(address, query));
    }

    private static Message answer(final String address, final Message query) {
        final Record question = query.getQuestion();
        final Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        final String name = question.getName().toString(true).toLowerCase(Locale.ROOT);
        final int hash = Math.abs((name + question.getType()).hashCode() % 1000);
        if (missing(name)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            answer.addRecord(soa(), Section.AUTHORITY);
        } else if (name.startsWith("x-1")) {
            answer.addRecord(new CNAMERecord(question.getName(), DClass.IN, 3600 + hash, CANONICAL), Section.ANSWER);
            data(address, CANONICAL, question.getType(), hash)
                    .ifPresent(record -> answer.addRecord(record, Section.ANSWER));
        } else {
            data(address, question.getName(), question.getType(), hash)
                    .ifPresentOrElse(
                            record -> answer.addRecord(record, Section.ANSWER),
                            () -> answer.addRecord(soa(), Section.AUTHORITY));
        }
        return answer;
    }

    /// Whether a label says so, and with it every name below it.
    private static boolean missing(final String name) {
        return List.of(name.split("\\.", -1)).stream().anyMatch(label -> label.startsWith("gone"));
    }

    private static SOARecord soa() {
        return new SOARecord(Name.root, DClass.IN, 3600, SOMEBODY, SOMEBODY, 1, 3600, 600, 86_400, 3600);
    }

    private static Optional<Record> data(final String address, final Name owner, final int type, final int hash) {
        final long ttl = 3600L + hash;
        final byte last = ip(address)[3];
        if (hash % 2 == 1 && type != Type.A && type != Type.TXT) {
            return Optional.empty();
        }
        return switch (type) {
            case Type.A -> Optional.of(new ARecord(owner, DClass.IN, ttl, literal(198, 51, 100 + last, hash % 250)));
            case Type.AAAA ->
                Optional.of(
                        new AAAARecord(owner, DClass.IN, ttl, InetAddress.ofLiteral("2001:db8:" + last + "::" + hash)));
            case Type.TXT -> Optional.of(new TXTRecord(owner, DClass.IN, ttl, "from " + address));
            case Type.PTR -> Optional.of(new PTRRecord(owner, DClass.IN, ttl, CANONICAL));
            case Type.HTTPS, 65_280 -> Optional.of(Record.newRecord(owner, type, DClass.IN, ttl, new byte[] {0, 1, 0}));
            default -> Optional.empty();
        };
    }

    private static byte[] ip(final String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    private static InetAddress literal(final int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (final UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
