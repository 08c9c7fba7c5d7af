package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/// The TCP connections of one event loop to one nameserver. Lives on one event loop.
///
/// Questions share a few connections. One that was under way when its connection died gets a connection of its
/// own: a server that answers one question a connection would otherwise fail it again.
final class TcpPool implements Waiting.Carrier {

    // Where a server answers in order, a slow answer holds up those behind it; with these, not everybody.
    static final int CONNECTIONS = 3;
    static final int OWN_CONNECTIONS = 16;

    private final SocketMeans means;
    private final InetSocketAddress address;
    private final TcpConnection.Owner sharing = new TcpConnection.Owner(this::retired, _ -> {}, this::alone);
    private final TcpConnection.Owner owning = new TcpConnection.Owner(_ -> {}, _ -> ownDone(), this::alone);
    private final List<TcpConnection> shared = new ArrayList<>();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private int own;

    TcpPool(SocketMeans means, InetSocketAddress address) {
        this.means = means;
        this.address = address;
    }

    /// Asks on the connection where the fewest questions wait.
    void ask(Waiting waiting) {
        TcpConnection least = shared.stream()
                .min(Comparator.comparingInt(TcpConnection::busy))
                .orElse(null);
        if (least != null && (least.busy() == 0 || shared.size() == CONNECTIONS)) {
            least.ask(waiting);
            return;
        }
        TcpConnection connection = new TcpConnection(means, address, sharing);
        shared.add(connection);
        connection.ask(waiting);
        connection.open();
    }

    private void alone(Waiting waiting) {
        if (own == OWN_CONNECTIONS) {
            waiting.carriedBy(this, 0);
            queue.add(waiting);
            return;
        }
        own++;
        TcpConnection connection = new TcpConnection(means, address, owning);
        connection.ask(waiting);
        connection.open();
        connection.retire();
    }

    private void ownDone() {
        own--;
        Waiting next = queue.poll();
        if (next != null) {
            alone(next);
        }
    }

    private void retired(TcpConnection connection) {
        shared.remove(connection);
    }

    /// One that waits for a connection of its own.
    @Override
    public void gaveUp(Waiting waiting, boolean silent) {
        queue.remove(waiting);
    }

    /// Asks nothing more on the connections there are.
    void retire() {
        List.copyOf(shared).forEach(TcpConnection::retire);
    }
}
