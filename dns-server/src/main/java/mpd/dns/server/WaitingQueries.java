package mpd.dns.server;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many queries of each client wait for an answer that has to come from elsewhere: from a nameserver, or
/// from Podman. What is answered at once is not counted.
///
/// The places are those of [mpd.dns.forward.Places]. A client that takes more than its share is refused
/// further ones, so that the others find places free.
final class WaitingQueries {

    private final int most;
    // Counted by the event loops that take queries and by those that answer them.
    private final Map<InetAddress, Integer> byClient = new ConcurrentHashMap<>();

    /// @param most how many one client may have
    WaitingQueries(int most) {
        this.most = most;
    }

    /// How many one client may have.
    int most() {
        return most;
    }

    /// Whether the client has as many as it may have.
    boolean isFull(InetAddress client) {
        return byClient.getOrDefault(client, 0) >= most;
    }

    /// Whether it has even twice as many, names of ours among them.
    boolean isTwiceFull(InetAddress client) {
        return byClient.getOrDefault(client, 0) >= 2 * most;
    }

    /// A query of the client begins to wait.
    void begin(InetAddress client) {
        byClient.merge(client, 1, Integer::sum);
    }

    /// A query of the client has been answered.
    void end(InetAddress client) {
        byClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }

    /// How many clients have any.
    int clients() {
        return byClient.size();
    }
}
