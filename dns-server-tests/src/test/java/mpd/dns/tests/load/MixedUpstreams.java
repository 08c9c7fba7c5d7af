package mpd.dns.tests.load;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Four nameservers: two good ones, one that always fails, and one that is silent.
final class MixedUpstreams implements AutoCloseable {

    static final List<String> ADDRESSES = List.of("127.10.61.1", "127.10.61.2", "127.10.61.3", "127.10.61.4");

    private static final int CACHED_NAMES = 100;
    private static final String LARGE = "large";
    private static final int LARGE_ADDRESSES = 150;
    private static final int TTL = 300;

    private final List<ScriptedUpstream> upstreams = new ArrayList<>();

    private MixedUpstreams() {}

    static MixedUpstreams start() {
        final MixedUpstreams mixed = new MixedUpstreams();
        final List<Function<Message, Optional<Message>>> scripts =
                List.of(MixedUpstreams::good, MixedUpstreams::failure, MixedUpstreams::good, query -> Optional.empty());
        for (int index = 0; index < scripts.size(); index++) {
            mixed.upstreams.add(ScriptedUpstream.start(ADDRESSES.get(index), scripts.get(index)));
        }
        return mixed;
    }

    /// The name of a query: half of them come again and again, the others once; some have large answers.
    static String name(final int query) {
        return switch (query % 8) {
            case 0, 1, 2, 3 -> "again%d.example.org".formatted(query / 8 % CACHED_NAMES);
            case 4 -> "%s%d.example.org".formatted(LARGE, query);
            default -> "once%d.example.org".formatted(query);
        };
    }

    private static Optional<Message> good(final Message query) {
        final Message answer = answer(query, Rcode.NOERROR);
        final Name name = query.getQuestion().getName();
        if (query.getQuestion().getType() == Type.A) {
            final int addresses = name.toString().startsWith(LARGE) ? LARGE_ADDRESSES : 1;
            for (int last = 1; last <= addresses; last++) {
                answer.addRecord(
                        new ARecord(name, DClass.IN, TTL, InetAddress.ofLiteral("192.0.2." + last)), Section.ANSWER);
            }
        } else {
            answer.addRecord(new TXTRecord(name, DClass.IN, TTL, "text"), Section.ANSWER);
        }
        return Optional.of(answer);
    }

    private static Optional<Message> failure(final Message query) {
        return Optional.of(answer(query, Rcode.SERVFAIL));
    }

    private static Message answer(final Message query, final int rcode) {
        final Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    @Override
    public void close() {
        upstreams.forEach(ScriptedUpstream::close);
    }
}
