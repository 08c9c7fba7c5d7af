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
    private final UdpSocket.Owner owner =
            new UdpSocket.Owner(this::retired, this::renewed, this::openAnother, this::askOnNew);
    private final List<UdpSocket> open = new ArrayList<>();
    private @Nullable UdpSocket ofThisTurn;
    private final Turn turn = new Turn();
    private boolean over;

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
        UdpSocket socket = new UdpSocket(means, address, owner);
        begin(socket);
        questions.forEach(socket::ask);
        socket.open();
        return open.contains(socket) ? socket : null;
    }

    private void begin(UdpSocket socket) {
        MessageIds random = means.ids();
        SocketSettings settings = means.settings();
        open.add(socket);
        socket.begin(
                (int) random.around(settings.questions()),
                random.around(settings.life().toNanos()));
    }

    /// There may be enough others by now, or nobody asks here any more.
    private void renewed(UdpSocket socket) {
        if (wanted()) {
            begin(socket);
        } else {
            socket.retire();
        }
    }

    /// Opens one more in the place of one that was in use: the next question need not wait for it.
    private void openAnother() {
        if (wanted()) {
            askOnNew(List.of());
        }
    }

    private boolean wanted() {
        return !over && open.size() < means.settings().sockets();
    }

    private void retired(UdpSocket socket) {
        open.remove(socket);
        if (socket.equals(ofThisTurn)) {
            ofThisTurn = null;
        }
    }

    /// Asks nothing more on the sockets there are.
    void retire() {
        over = true;
        List.copyOf(open).forEach(UdpSocket::retire);
    }
}
