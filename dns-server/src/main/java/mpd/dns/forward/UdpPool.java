package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// The UDP sockets of one event loop to one nameserver. Lives on one event loop.
final class UdpPool {

    private final SocketMeans means;
    private final InetSocketAddress address;
    private final UdpSocket.Owner owner = new UdpSocket.Owner(this::retired, this::askOnNew);
    private final List<UdpSocket> open = new ArrayList<>();

    UdpPool(SocketMeans means, InetSocketAddress address) {
        this.means = means;
        this.address = address;
    }

    /// Asks on a socket that nobody can foretell.
    void ask(Waiting waiting) {
        if (open.size() < means.settings().sockets()) {
            askOnNew(waiting);
        } else {
            open.get(means.ids().below(open.size())).ask(waiting);
        }
    }

    private void askOnNew(Waiting waiting) {
        MessageIds random = means.ids();
        SocketSettings settings = means.settings();
        UdpSocket socket = new UdpSocket(means, address, (int) random.around(settings.questions()), owner);
        open.add(socket);
        socket.ask(waiting);
        socket.open(random.around(settings.life().toNanos()));
    }

    private void retired(UdpSocket socket) {
        open.remove(socket);
    }

    /// Asks nothing more on the sockets there are.
    void retire() {
        List.copyOf(open).forEach(UdpSocket::retire);
    }
}
