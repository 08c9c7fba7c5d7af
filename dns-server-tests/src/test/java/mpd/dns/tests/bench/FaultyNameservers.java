package mpd.dns.tests.bench;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mpd.dns.tests.lab.Network;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Nameservers on the loopback of a network, good and bad ones.
final class FaultyNameservers implements AutoCloseable {

    static final String GOOD = "127.0.3.1";
    static final String DEAD = "127.0.3.2";
    static final String SLOW = "127.0.3.3";
    static final String SERVFAIL = "127.0.3.4";
    static final String REFUSED = "127.0.3.5";
    static final String FLAPPING = "127.0.3.6";
    static final String ALSO_DEAD = "127.0.3.7";
    static final String ALSO_GOOD = "127.0.3.9";
    /// Nothing listens there.
    static final String NOBODY = "127.0.3.8";

    private static final Duration LATENCY = Duration.ofMillis(800);
    private static final long FLAP = Duration.ofSeconds(2).toNanos();

    private final List<ScriptedUpstream> all = new ArrayList<>();

    /// Starts all of them.
    static FaultyNameservers start(final Network network) {
        final FaultyNameservers nameservers = new FaultyNameservers();
        network.call(() -> {
            nameservers.add(GOOD, query -> answer(query, Rcode.NOERROR));
            nameservers.add(ALSO_GOOD, query -> answer(query, Rcode.NOERROR));
            nameservers.add(DEAD, query -> Optional.empty());
            nameservers.add(ALSO_DEAD, query -> Optional.empty());
            nameservers.add(SERVFAIL, query -> answer(query, Rcode.SERVFAIL));
            nameservers.add(REFUSED, query -> answer(query, Rcode.REFUSED));
            nameservers.add(
                    FLAPPING,
                    query -> System.nanoTime() / FLAP % 2 == 0 ? Optional.empty() : answer(query, Rcode.NOERROR));
            nameservers.all.add(ScriptedUpstream.startSlow(SLOW, LATENCY, query -> answer(query, Rcode.NOERROR)));
            return nameservers;
        });
        return nameservers;
    }

    private void add(final String address, final Function<Message, Optional<Message>> script) {
        all.add(ScriptedUpstream.start(address, script));
    }

    private static Optional<Message> answer(final Message query, final int rcode) {
        final Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (rcode == Rcode.NOERROR && query.getQuestion().getType() == Type.A) {
            answer.addRecord(
                    new ARecord(query.getQuestion().getName(), DClass.IN, 300, InetAddress.ofLiteral("192.0.2.1")),
                    Section.ANSWER);
        }
        return Optional.of(answer);
    }

    @Override
    public void close() {
        all.forEach(ScriptedUpstream::close);
    }
}
