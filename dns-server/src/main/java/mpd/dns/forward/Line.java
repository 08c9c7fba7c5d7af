package mpd.dns.forward;

import java.net.InetSocketAddress;

/// How one event loop reaches one nameserver. Lives on that event loop.
final class Line {

    private final UdpPool udp;
    private final TcpPool tcp;
    private final EdnsSupport edns;

    Line(SocketMeans means, InetSocketAddress address) {
        udp = new UdpPool(means, address);
        tcp = new TcpPool(means, address);
        edns = new EdnsSupport(System::nanoTime, means.settings().withoutEdns());
    }

    UdpPool udp() {
        return udp;
    }

    TcpPool tcp() {
        return tcp;
    }

    EdnsSupport edns() {
        return edns;
    }

    void retire() {
        udp.retire();
        tcp.retire();
    }
}
