package mpd.dns.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The open TCP connections. Over the limit the one that has been idle longest goes, so that a new client
/// always gets in; over the limit of one client, its own that has been idle longest.
final class TcpConnections {

    private final int most;
    private final int mostOfOne;
    private final UnreadAnswers unread;
    // Whose each is, by last activity, the longest idle first. Guarded by this: connections live on several
    // event loops.
    private final Map<Channel, Object> byActivity = new LinkedHashMap<>();
    // How many each has. Guarded by this.
    private final Map<Object, Integer> counts = new HashMap<>();

    /// @param most      how many may be open
    /// @param mostOfOne how many of them one client may have
    /// @param unread    what may wait for their clients to read
    TcpConnections(int most, int mostOfOne, UnreadAnswers unread) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.unread = unread;
    }

    /// What waits for their clients to read.
    UnreadAnswers unread() {
        return unread;
    }

    /// A connection has come.
    ///
    /// @param client whose it is: anything that is equal for connections that share a limit
    void opened(Channel connection, Object client) {
        List<Channel> leaving = new ArrayList<>();
        synchronized (this) {
            byActivity.put(connection, client);
            if (counts.merge(client, 1, Integer::sum) > mostOfOne) {
                leaving.add(remove(idlestOf(client)));
            }
            while (byActivity.size() > most) {
                leaving.add(remove(byActivity.keySet().iterator().next()));
            }
        }
        for (Channel idlest : leaving) {
            ChannelFuture _ = idlest.close();
        }
    }

    private Channel idlestOf(Object client) {
        for (Map.Entry<Channel, Object> entry : byActivity.entrySet()) {
            if (entry.getValue().equals(client)) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("nothing of " + client + " is open");
    }

    private Channel remove(Channel connection) {
        Object client = byActivity.remove(connection);
        if (client != null) {
            counts.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        }
        return connection;
    }

    /// A connection has asked or was answered.
    synchronized void active(Channel connection) {
        Object client = byActivity.remove(connection);
        if (client != null) {
            byActivity.put(connection, client);
        }
    }

    /// A connection has gone.
    synchronized void closed(Channel connection) {
        remove(connection);
    }

    synchronized int size() {
        return byActivity.size();
    }

    /// Reads no more from any connection; answers still leave.
    synchronized void stopReading() {
        byActivity.keySet().forEach(connection -> connection.pipeline().fireUserEventTriggered(TcpHandler.Stop.STOP));
    }

    void closeAll() {
        List<Channel> all;
        synchronized (this) {
            all = List.copyOf(byActivity.keySet());
        }
        all.forEach(connection -> connection.close().awaitUninterruptibly());
    }
}
