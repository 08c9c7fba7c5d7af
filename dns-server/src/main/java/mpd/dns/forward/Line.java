package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How one event loop reaches one nameserver. Lives on that event loop.
final class Line {

    private static final long OWES = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHORTEST_DOUBT = TimeUnit.SECONDS.toNanos(10);

    private final UdpPool udp;
    private final TcpPool tcp;
    private final Duration withoutEdns;
    private boolean failsWithEdns;
    private long failsWithEdnsSince;
    private boolean answersEdns;
    private boolean triesEdns;
    private long triedSince;
    private long doubt = SHORTEST_DOUBT;

    Line(SocketMeans means, InetSocketAddress address) {
        udp = new UdpPool(means, address);
        tcp = new TcpPool(means, address);
        withoutEdns = means.settings().withoutEdns();
    }

    UdpPool udp() {
        return udp;
    }

    TcpPool tcp() {
        return tcp;
    }

    /// For how long it is asked without EDNS when it does not understand that.
    int withoutEdnsSeconds() {
        return (int) withoutEdns.toSeconds();
    }

    /// Whether it may be asked with EDNS.
    ///
    /// There are boxes that drop what has EDNS, in silence. One that has not answered any such question yet,
    /// and has owed an answer to one for a moment, is asked without it where that makes no other answer, and
    /// with it again from time to time.
    ///
    /// @param needed whether an answer without it would be another one
    boolean edns(boolean needed) {
        if (failsWithEdns && System.nanoTime() - failsWithEdnsSince >= withoutEdns.toNanos()) {
            failsWithEdns = false;
        }
        return !failsWithEdns && (needed || answersEdns || !doubtful());
    }

    private boolean doubtful() {
        long since = System.nanoTime() - triedSince;
        if (triesEdns && since >= doubt) {
            triesEdns = false;
            doubt = Math.min(2 * doubt, withoutEdns.toNanos());
        }
        return triesEdns && since >= OWES;
    }

    /// It is asked with EDNS.
    void asksWithEdns() {
        if (!triesEdns) {
            triesEdns = true;
            triedSince = System.nanoTime();
        }
    }

    /// It has answered a question with EDNS, in whatever way.
    void answersEdns() {
        answersEdns = true;
    }

    /// It understood a question only without EDNS, so the next ones for a while are asked like that.
    void understoodWithoutEdns() {
        failsWithEdns = true;
        failsWithEdnsSince = System.nanoTime();
    }

    void retire() {
        udp.retire();
        tcp.retire();
    }
}
