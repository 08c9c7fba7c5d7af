package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;

/// How one event loop reaches one nameserver. Lives on that event loop.
final class Line {

    private final UdpPool udp;
    private final TcpPool tcp;
    private final Duration withoutEdns;
    private final Memory failsWithEdns = new Memory();
    private final Memory silentWithEdns = new Memory();

    /// Something that is so, for a while.
    private final class Memory {
        private boolean isSo;
        private long since;

        void keep() {
            isSo = true;
            since = System.nanoTime();
        }

        boolean holds() {
            isSo &= System.nanoTime() - since < withoutEdns.toNanos();
            return isSo;
        }
    }

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
    /// @param needed whether an answer without it would be another one
    boolean edns(boolean needed) {
        return !failsWithEdns.holds() && (needed || !silentWithEdns.holds());
    }

    /// It understood a question only without EDNS, so the next ones for a while are asked like that.
    void understoodWithoutEdns() {
        failsWithEdns.keep();
    }

    /// It was silent to a question with EDNS and answered the same without. That may have been chance, so
    /// for a while only those that need EDNS are asked with it.
    void answeredWithoutEdns() {
        silentWithEdns.keep();
    }

    void retire() {
        udp.retire();
        tcp.retire();
    }
}
