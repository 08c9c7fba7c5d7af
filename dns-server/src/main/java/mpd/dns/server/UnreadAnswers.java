package mpd.dns.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of answers wait here because clients do not take them; what the kernel holds for these is not
/// counted.
///
/// What is read from all other clients needs memory of the same pool: a client that asks for much on many
/// connections and reads nothing must not use it up.
final class UnreadAnswers {

    private final long most;
    private final long mostOfOne;
    private final AtomicLong all = new AtomicLong();
    // Counted by the event loops of a client's connections.
    private final Map<Object, Long> byClient = new ConcurrentHashMap<>();

    /// @param most      bytes that may wait
    /// @param mostOfOne bytes of them that may wait for one client
    UnreadAnswers(long most, long mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /// So many bytes begin to wait.
    ///
    /// @return whether they may
    boolean begin(Object client, int bytes) {
        boolean room = all.addAndGet(bytes) <= most;
        return byClient.merge(client, (long) bytes, Long::sum) <= mostOfOne && room;
    }

    /// So many bytes wait no longer: the client has taken them, or has been let go.
    void end(Object client, int bytes) {
        all.addAndGet(-bytes);
        byClient.computeIfPresent(client, (_, waiting) -> waiting == bytes ? null : waiting - bytes);
    }

    /// Bytes that wait.
    long bytes() {
        return all.get();
    }

    /// How many clients have any waiting for them.
    int clients() {
        return byClient.size();
    }
}
