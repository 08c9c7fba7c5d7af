package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.transport.Turn;
import org.jspecify.annotations.Nullable;

/// The UDP sockets of one event loop to one nameserver. Lives on one event loop.
///
/// The questions of one turn of the event loop go by one socket, and leave together when the turn ends: that
/// costs one call of the kernel, and often another one for all their answers. One that is alone leaves at once,
/// as far as the turn before tells: where that had one question, the first of this one does not wait.
final class UdpPool {

    private final SocketMeans means;
    private final InetSocketAddress address;
    private final UdpSocket.Owner owner = new UdpSocket.Owner(this::retired, this::renew, this::askOnNew);
    private final List<UdpSocket> open = new ArrayList<>();
    private @Nullable UdpSocket ofThisTurn;
    private final Turn turn = new Turn();

    UdpPool(SocketMeans means, InetSocketAddress address) {
        this.means = means;
        this.address = address;
    }

    /// Asks on a socket that nobody can foretell.
    void ask(Waiting waiting) {
        UdpSocket socket = ofThisTurn;
        turn.another(means.loop(), this::turnEnds);
        if (socket != null) {
            socket.ask(waiting);
            return;
        }
        if (open.size() < means.settings().sockets()) {
            ofThisTurn = askOnNew(List.of(waiting));
        } else {
            socket = open.get(means.ids().below(open.size()));
            ofThisTurn = socket;
            socket.ask(waiting);
            if (turn.alone()) {
                socket.send();
            }
        }
    }

    private void turnEnds() {
        UdpSocket socket = ofThisTurn;
        ofThisTurn = null;
        if (socket != null) {
            socket.send();
        }
    }

    /// @return the socket, unless it has broken already
    private @Nullable UdpSocket askOnNew(List<Waiting> questions) {
        MessageIds random = means.ids();
        SocketSettings settings = means.settings();
        UdpSocket socket = new UdpSocket(means, address, (int) random.around(settings.questions()), owner);
        open.add(socket);
        questions.forEach(socket::ask);
        socket.open(random.around(settings.life().toNanos()));
        return open.contains(socket) ? socket : null;
    }

    /// Opens one more in the place of one that was in use, when this turn's questions have been sent: the next
    /// question need not wait for it.
    private void renew() {
        means.loop().execute(() -> {
            if (open.size() < means.settings().sockets()) {
                askOnNew(List.of());
            }
        });
    }

    private void retired(UdpSocket socket) {
        open.remove(socket);
        if (socket.equals(ofThisTurn)) {
            ofThisTurn = null;
        }
    }

    /// Asks nothing more on the sockets there are.
    void retire() {
        List.copyOf(open).forEach(UdpSocket::retire);
    }
}
