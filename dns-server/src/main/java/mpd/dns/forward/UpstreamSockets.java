package mpd.dns.forward;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import mpd.dns.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of one event loop, by nameserver. Belongs to that event loop; [#drop()] may be called from
/// anywhere.
final class UpstreamSockets {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamSockets.class);

    private final SocketMeans means;
    private final Map<Nameserver, Line> lines = new HashMap<>();

    /// @param random for message IDs and for how long sockets live; must not be predictable (RFC 5452)
    UpstreamSockets(EventLoop loop, Transport transport, RandomGenerator random, SocketSettings settings) {
        means = new SocketMeans(loop, transport, new MessageIds(random), settings);
    }

    Line to(Nameserver nameserver) {
        return lines.computeIfAbsent(nameserver, _ -> new Line(means, nameserver.address()));
    }

    /// Asks nothing more on the sockets there are, and forgets what was learned of nameservers: the network is
    /// another one, or we stop. Idle sockets close at once, the others when nobody waits on them any more.
    void drop() {
        if (!means.loop().inEventLoop()) {
            try {
                means.loop().execute(this::drop);
            } catch (RejectedExecutionException ignored) {
                LOG.debug("the event loop has stopped, and its sockets with it");
            }
            return;
        }
        Map<Nameserver, Line> was = Map.copyOf(lines);
        lines.clear();
        was.values().forEach(Line::retire);
    }
}
