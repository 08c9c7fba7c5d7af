package mpd.dns.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The open TCP connections. Over the limit the one that has been idle longest goes, so that a new client
/// always gets in.
final class TcpConnections {

    private final int most;
    // By last activity, the longest idle first. Guarded by this: connections live on several event loops.
    private final Set<Channel> byActivity = new LinkedHashSet<>();

    /// @param most how many may be open
    TcpConnections(int most) {
        this.most = most;
    }

    /// A connection has come.
    void opened(Channel connection) {
        List<Channel> leaving = new ArrayList<>();
        synchronized (this) {
            byActivity.add(connection);
            while (byActivity.size() > most) {
                Channel idlest = byActivity.iterator().next();
                byActivity.remove(idlest);
                leaving.add(idlest);
            }
        }
        for (Channel idlest : leaving) {
            ChannelFuture _ = idlest.close();
        }
    }

    /// A connection has asked or was answered.
    synchronized void active(Channel connection) {
        if (byActivity.remove(connection)) {
            byActivity.add(connection);
        }
    }

    /// A connection has gone.
    synchronized void closed(Channel connection) {
        byActivity.remove(connection);
    }

    synchronized int size() {
        return byActivity.size();
    }

    /// Reads no more from any connection; answers still leave.
    synchronized void stopReading() {
        byActivity.forEach(connection -> connection.pipeline().fireUserEventTriggered(TcpHandler.Stop.STOP));
    }

    void closeAll() {
        List<Channel> all;
        synchronized (this) {
            all = List.copyOf(byActivity);
        }
        all.forEach(connection -> connection.close().awaitUninterruptibly());
    }
}
