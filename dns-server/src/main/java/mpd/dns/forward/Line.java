package mpd.dns.forward;

import java.net.InetSocketAddress;

/// How one event loop reaches one nameserver. Lives on that event loop.
final class Line {

    private final UdpPool udp;
    private final TcpPool tcp;
    private final long withoutEdnsNanos;
    private boolean withoutEdns;
    private long withoutEdnsSince;

    Line(SocketMeans means, InetSocketAddress address) {
        udp = new UdpPool(means, address);
        tcp = new TcpPool(means, address);
        withoutEdnsNanos = means.settings().withoutEdns().toNanos();
    }

    UdpPool udp() {
        return udp;
    }

    TcpPool tcp() {
        return tcp;
    }

    /// Whether it may be asked with EDNS.
    boolean edns() {
        if (withoutEdns && System.nanoTime() - withoutEdnsSince >= withoutEdnsNanos) {
            withoutEdns = false;
        }
        return !withoutEdns;
    }

    /// It understood a question only without EDNS, so the next ones for a while are asked like that.
    void understoodWithoutEdns() {
        withoutEdns = true;
        withoutEdnsSince = System.nanoTime();
    }

    void retire() {
        udp.retire();
        tcp.retire();
    }
}
