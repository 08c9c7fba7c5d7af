package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/// When the system gives no sockets, as where a process has all the files open that it may have.
class NoSocketTest {

    // Sockets of one transport cannot live on the loops of the other, so none can be used.
    private final EventLoopGroup loops = Transport.NIO.loops(1, "forward-test");
    private final NettyForwarder forwarder =
            new NettyForwarder(loops, Transport.EPOLL, ForwarderFixture.HASTY, ForwarderFixture.NO_LOOP_PROBES);

    @AfterEach
    void stop() {
        forwarder.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void everyQuestionEndsAndNoneKeepsItsPlace() throws IOException {
        Epoll.ensureAvailability();
        forwarder.use(ForwardPlan.of(List.of(ForwarderFixture.unused()), "none"));
        byte[] wire = Message.newQuery(ScriptedUpstream.question("example.")).toWire();
        UpstreamQuestion question =
                new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), false, false, false, false);
        for (int i = 0; i <= ForwarderFixture.HASTY.maxInFlight(); i++) {
            CompletionStage<UpstreamAnswer> answer = forwarder.ask(question);
            assertThat(answer.toCompletableFuture()
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .isInstanceOfSatisfying(
                            UpstreamAnswer.Failed.class,
                            failed -> assertThat(failed.text()).contains("unreachable"));
        }
    }
}
