package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which connection goes when there are too many.
class TcpConnectionsTest {

    private final TcpConnections connections = new TcpConnections(6, 3, new UnreadAnswers(0, 0));
    private final List<EmbeddedChannel> made = new ArrayList<>();

    @AfterEach
    void close() {
        for (EmbeddedChannel channel : made) {
            ChannelFuture _ = channel.close();
        }
    }

    private EmbeddedChannel open(String client) {
        EmbeddedChannel channel = new EmbeddedChannel();
        made.add(channel);
        connections.opened(channel, client);
        return channel;
    }

    @Test
    void overItsOwnLimitAClientLosesItsOwnLongestIdleConnection() {
        EmbeddedChannel other = open("other");
        EmbeddedChannel first = open("greedy");
        EmbeddedChannel second = open("greedy");
        open("greedy");
        connections.active(first);

        EmbeddedChannel fourth = open("greedy");

        assertThat(second.isOpen()).isFalse();
        assertThat(List.of(other, first, fourth)).allMatch(Channel::isOpen);
        assertThat(connections.size()).isEqualTo(4);
    }

    @Test
    void overTheLimitOfAllTheLongestIdleGoesWhoseverItIs() {
        List<EmbeddedChannel> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.add(open("client " + i));
        }
        assertThat(all.getFirst().isOpen()).isFalse();
        assertThat(all.subList(1, 7)).allMatch(Channel::isOpen);
    }

    @Test
    void greedyClientTakesNothingFromOthers() {
        List<EmbeddedChannel> others = List.of(open("a"), open("b"), open("c"));
        for (int i = 0; i < 50; i++) {
            open("greedy");
        }
        assertThat(others).allMatch(Channel::isOpen);
        assertThat(connections.size()).isEqualTo(6);
    }

    @Test
    void closedConnectionMakesRoomForAnother() {
        EmbeddedChannel first = open("client");
        EmbeddedChannel second = open("client");
        connections.closed(open("client"));
        connections.closed(made.getLast());

        open("client");

        assertThat(List.of(first, second)).allMatch(Channel::isOpen);
        assertThat(connections.size()).isEqualTo(3);
    }
}
