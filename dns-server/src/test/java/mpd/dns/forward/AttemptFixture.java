package mpd.dns.forward;

import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// Single attempts, and the nameservers on loopback that they ask.
abstract class AttemptFixture {

    private static final int INODE = 9;

    static final SocketSettings LASTING =
            new SocketSettings(2, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    static final String NAME = "wWw.eXample.";

    private final Transport transport;
    private final EventLoopGroup loops;
    private final List<ScriptedUpstream> upstreams = new ArrayList<>();
    private Attempt.Means means;

    /// An attempt under way.
    record Running(Attempt attempt, CompletableFuture<Attempt.Outcome> end) {

        Attempt.Outcome outcome() {
            return end.orTimeout(20, TimeUnit.SECONDS).join();
        }

        byte[] message() {
            return switch (outcome()) {
                case Attempt.Outcome.Usable(byte[] message) -> message;
                case Attempt.Outcome.Failing(byte[] _, String what) -> throw new AssertionError(what);
                case Attempt.Outcome.CutShort(String what) -> throw new AssertionError(what);
                case Attempt.Outcome.Broken(SocketFailure why) -> throw new AssertionError(why.what());
            };
        }

        /// The first record's.
        String address() throws IOException {
            ARecord record =
                    (ARecord) new Message(message()).getSection(Section.ANSWER).getFirst();
            return record.getAddress().getHostAddress();
        }
    }

    AttemptFixture(Transport transport) {
        this.transport = transport;
        loops = transport.loops(1, "attempt-test");
        settings(LASTING);
    }

    @AfterEach
    void stop() throws IOException {
        sockets().drop();
        for (ScriptedUpstream upstream : upstreams) {
            upstream.close();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    final void settings(SocketSettings settings) {
        EventLoop loop = loops.next();
        SecureRandom random = new SecureRandom();
        means = new Attempt.Means(loop, transport, random, new UpstreamSockets(loop, transport, random, settings));
    }

    UpstreamSockets sockets() {
        return means.sockets();
    }

    ScriptedUpstream with(ScriptedUpstream upstream) {
        upstreams.add(upstream);
        return upstream;
    }

    Running ask(ScriptedUpstream upstream, String name) throws IOException {
        return ask(upstream.address(), name, false);
    }

    Running ask(ScriptedUpstream upstream) throws IOException {
        return ask(upstream, NAME);
    }

    Running ask(InetSocketAddress upstream, String name, boolean edns) throws IOException {
        byte[] wire = Message.newQuery(ScriptedUpstream.question(name)).toWire();
        UpstreamQuestion question =
                new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), edns, edns, false, false);
        CompletableFuture<Attempt.Outcome> end = new CompletableFuture<>();
        return onLoop(() -> {
            Attempt attempt = new Attempt(
                    means,
                    new Upstream(Nameserver.of(upstream), ForwardSettings.STANDARD.patience(), _ -> {}),
                    question,
                    (_, outcome) -> end.complete(outcome));
            attempt.start();
            return new Running(attempt, end);
        });
    }

    EventLoop loop() {
        return means.loop();
    }

    void giveUp(Running running) {
        onLoop(() -> {
            running.attempt().close();
            return true;
        });
    }

    /// Does it on the event loop, and waits.
    <T> T onLoop(Callable<T> task) {
        if (means.loop().inEventLoop()) {
            try {
                return task.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return means.loop().submit(task).syncUninterruptibly().getNow();
    }

    /// How many sockets of this machine are connected to the port, as the kernel has it.
    static long connectedTo(InetSocketAddress upstream, String protocol) throws IOException {
        return inodesConnectedTo(upstream, protocol).size();
    }

    /// What tells each of these sockets from others, also from one that has its port later.
    static List<String> inodesConnectedTo(InetSocketAddress upstream, String protocol) throws IOException {
        String port = String.format(Locale.ROOT, "0100007F:%04X", upstream.getPort());
        List<String> found = new ArrayList<>();
        for (String table : List.of("/proc/self/net/" + protocol, "/proc/self/net/" + protocol + "6")) {
            Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[2].endsWith(port) && fields[3].equals("01"))
                    .forEach(fields -> found.add(fields[INODE]));
        }
        return found;
    }

    static void awaitNoneConnectedTo(InetSocketAddress upstream, String protocol) {
        await().until(() -> connectedTo(upstream, protocol) == 0);
    }
}
