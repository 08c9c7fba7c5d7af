package mpd.dns.forward;

import io.netty.channel.EventLoop;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/// Asks one nameserver once: by UDP, over again without EDNS when it does not understand that, by TCP
/// when the answer was truncated. Lives on one event loop.
final class Attempt implements Waiting.Ear {

    /// Where an attempt gets its sockets and its randomness from.
    ///
    /// @param ids     for message IDs; must not be predictable (RFC 5452)
    /// @param sockets of that event loop
    record Means(EventLoop loop, Transport transport, RandomGenerator ids, UpstreamSockets sockets) {

        /// With sockets that nobody shares yet.
        Means(EventLoop loop, Transport transport, RandomGenerator ids) {
            this(loop, transport, ids, new UpstreamSockets(loop, transport, ids, SocketSettings.STANDARD));
        }
    }

    /// How an attempt ended, where it did not end in silence.
    sealed interface Outcome {
        /// An answer for the client.
        record Usable(byte[] message) implements Outcome {}

        /// The nameserver's failure.
        record Failing(byte[] message, String what) implements Outcome {
            /// Whether it says that it will not answer, rather than that it cannot just now.
            boolean refuses() {
                return (message[3] & 0x0F) == REFUSED;
            }
        }

        /// Its answer is too long for UDP, and not to be had by TCP. It was there, and asking again would bring
        /// the same.
        record CutShort(String what) implements Outcome {}

        /// No answer will come.
        record Broken(SocketFailure why) implements Outcome {}
    }

    private static final int FORMERR = 1;
    private static final int REFUSED = 5;
    private static final int BADVERS = 16;
    private static final String CUT_SHORT = "has an answer that is too long for UDP, and over TCP it ";

    private final Means means;
    private final Upstream upstream;
    private final UpstreamQuestion question;
    private final BiConsumer<Attempt, Outcome> end;
    private final Line line;
    private final long started = System.nanoTime();

    private @Nullable Waiting waiting;
    private boolean edns;
    private boolean fellBack;
    private boolean overTcp;
    private boolean over;

    /// @param end is never called before [#start()] has returned, nor after [#close()]
    Attempt(Means means, Upstream upstream, UpstreamQuestion question, BiConsumer<Attempt, Outcome> end) {
        this.means = means;
        this.upstream = upstream;
        this.question = question;
        this.end = end;
        line = means.sockets().to(upstream.nameserver());
        edns = question.edns() && line.edns().isWorthAsking(question.dnssecOk());
    }

    Upstream upstream() {
        return upstream;
    }

    /// What there is to say of it while it goes on.
    String silence() {
        return overTcp ? CUT_SHORT + "is silent" : "timed out";
    }

    /// Notes that the nameserver owes its answer, once it does so for longer than it may.
    ///
    /// @return whether it does; one that was asked only just now has not been silent
    boolean noteLate() {
        boolean late = age() >= upstream.patience();
        if (late) {
            upstream.late(started);
        }
        return late;
    }

    /// Nanoseconds since it began.
    long age() {
        return System.nanoTime() - started;
    }

    void start() {
        if (edns) {
            line.edns().asked();
        }
        udp();
    }

    /// Ends it without an outcome.
    void close() {
        over = true;
        if (waiting != null) {
            waiting.giveUp();
        }
    }

    private void udp() {
        line.udp().ask(asking());
    }

    private void tcp() {
        overTcp = true;
        line.tcp().ask(asking());
    }

    private Waiting asking() {
        // The socket gives it an ID.
        byte[] query = UpstreamMessage.query(0, question, edns);
        Waiting asking = new Waiting(query, question.question().length, this);
        waiting = asking;
        return asking;
    }

    @Override
    public void answered(UpstreamMessage.Verdict verdict, byte[] message) {
        if (edns) {
            line.edns().answered();
        }
        switch (verdict) {
            case UpstreamMessage.Verdict.Truncated()
            when !overTcp -> {
                upstream.there();
                tcp();
            }
            case UpstreamMessage.Verdict.Truncated() -> cutShort("answered truncated");
            case UpstreamMessage.Verdict.Failing failing -> failing(failing);
            case UpstreamMessage.Verdict.Usable() -> usable(message);
            case UpstreamMessage.Verdict.Broken() when !overTcp && message.length == UdpSocket.DATAGRAM -> tcp();
            case UpstreamMessage.Verdict.Broken() when overTcp -> cutShort("answered with a broken message");
            case UpstreamMessage.Verdict.Broken() ->
                end(new Outcome.Broken(new SocketFailure.Misbehaved("answered with a broken message")));
            case UpstreamMessage.Verdict.Foreign() -> throw new IllegalArgumentException("not an answer");
        }
    }

    private void usable(byte[] message) {
        if (fellBack) {
            line.edns().failed();
        }
        // Without EDNS there is no DO, and so no signature: whoever keeps this must not keep it for longer
        // than that is so.
        boolean unsigned = question.dnssecOk() && !edns;
        end(new Outcome.Usable(
                unsigned ? UpstreamMessage.shortened(message, line.edns().secondsUnsigned()) : message));
    }

    private void failing(UpstreamMessage.Verdict.Failing failing) {
        if ((failing.rcode() == FORMERR || failing.rcode() == BADVERS) && edns && !overTcp) {
            edns = false;
            fellBack = true;
            udp();
        } else {
            end(new Outcome.Failing(failing.message(), "answered " + Rcode.string(failing.rcode()) + transport()));
        }
    }

    private void cutShort(String what) {
        end(new Outcome.CutShort(CUT_SHORT + what));
    }

    private String transport() {
        return overTcp ? " over TCP" : "";
    }

    /// A socket may fail while it is being asked, so this is told afterwards.
    @Override
    public void failed(SocketFailure failure) {
        means.loop().execute(() -> {
            if (overTcp) {
                cutShort(failure.what());
            } else {
                end(new Outcome.Broken(failure));
            }
        });
    }

    private void end(Outcome outcome) {
        if (!over) {
            over = true;
            end.accept(this, outcome);
        }
    }
}
