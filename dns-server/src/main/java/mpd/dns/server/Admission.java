package mpd.dns.server;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import mpd.dns.forward.Places;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryCounters.Kind;
import mpd.dns.wire.ExtendedError;
import mpd.dns.wire.Query;
import mpd.dns.wire.Response;
import mpd.dns.wire.ResponseWriter;
import mpd.dns.wire.Screened;
import mpd.dns.zone.Subnet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedErrorCodeOption;

/// Who is answered, and how much of the server one client gets. What is refused here has been looked at no
/// further than it takes to say so.
final class Admission {

    /// How many queries of one client may wait at a time: a quarter of all places.
    static final int MOST_WAITING = Places.NUMBER / 4;

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final AllowedClients allowed;
    private final WaitingQueries waiting;
    private final QueryCounters counters;
    private final RareLine strangers = new RareLine(System::nanoTime);
    private final RareLine greedy = new RareLine(System::nanoTime);

    /// @param allowed answered besides private networks
    /// @param most    how many queries of one client may wait
    Admission(List<Subnet> allowed, int most, QueryCounters counters) {
        this.allowed = new AllowedClients(allowed);
        waiting = new WaitingQueries(most);
        this.counters = counters;
    }

    /// Whether a client at this address is answered.
    boolean admits(InetAddress client) {
        return allowed.allows(client);
    }

    /// Queries that wait, by client.
    WaitingQueries waiting() {
        return waiting;
    }

    /// The answer to a packet of a client that is not admitted: at most six bytes longer than the packet, so
    /// that nobody gains by sending such packets in someone else's name. Empty where it gets none.
    Optional<byte[]> refusal(Screened screened, InetAddress client) {
        Optional<byte[]> refusal = switch (screened) {
            case Screened.Ignored _ -> Optional.empty();
            case Screened.Rejected rejected -> Optional.of(ResponseWriter.write(refused(rejected)));
            case Screened.Accepted(Query query) ->
                Optional.of(refused(query, new ExtendedError(ExtendedErrorCodeOption.PROHIBITED, "")));
        };
        if (refusal.isPresent()) {
            counters.count(Kind.PROHIBITED);
            long times = strangers.happened();
            if (times > 0) {
                LOG.warn(
                        "{} is refused: its address is not private, and no --allow names it (queries refused so"
                                + " since this was last said: {})",
                        NetUtil.toAddressString(client),
                        times);
            }
        }
        return refusal;
    }

    /// The answer to a query of a client that has as many waiting as it may have.
    byte[] tooMany(Query query, InetAddress client) {
        counters.count(Kind.LIMITED);
        long times = greedy.happened();
        if (times > 0) {
            LOG.warn(
                    "{} is refused more while {} of its queries wait (queries refused so since this was last said: {})",
                    NetUtil.toAddressString(client),
                    waiting.most(),
                    times);
        }
        String why = "this client has too many unanswered queries";
        return refused(query, new ExtendedError(ExtendedErrorCodeOption.OTHER, why));
    }

    private static byte[] refused(Query query, ExtendedError why) {
        return ResponseWriter.write(query, Response.bare(DnsResponseCode.REFUSED, why), ResponseWriter.udpLimit(query));
    }

    private static Screened.Rejected refused(Screened.Rejected broken) {
        return new Screened.Rejected(
                broken.id(),
                broken.opcode(),
                broken.recursionDesired(),
                DnsResponseCode.REFUSED,
                broken.question(),
                broken.edns());
    }
}
