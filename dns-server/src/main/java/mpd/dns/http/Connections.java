package mpd.dns.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The open connections. Over the limit one goes that is not being answered, the longest idle first, so that a
/// new client always gets in.
final class Connections {

    private final int most;
    // By last activity, the longest idle first. Of the one event loop alone.
    private final Set<Connection> byActivity = new LinkedHashSet<>();

    /// @param most how many may be open
    Connections(int most) {
        this.most = most;
    }

    /// A connection has come.
    void opened(Connection connection) {
        if (byActivity.size() >= most) {
            Connection leaving = byActivity.stream()
                    .filter(Connection::idle)
                    .findFirst()
                    .orElse(byActivity.iterator().next());
            byActivity.remove(leaving);
            leaving.close();
        }
        byActivity.add(connection);
    }

    /// A connection was answered.
    void active(Connection connection) {
        if (byActivity.remove(connection)) {
            byActivity.add(connection);
        }
    }

    /// A connection has gone.
    void closed(Connection connection) {
        byActivity.remove(connection);
    }

    void closeAll() {
        List.copyOf(byActivity).forEach(Connection::close);
    }
}
