package mpd.dns.tests.lab;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A nameserver on port 53 of a loopback address that remembers everything it was sent and answers by a script.
public final class ScriptedUpstream implements AutoCloseable {

    private static final int MOST_OVER_UDP = 1232;
    private static final int MOST_OVER_TCP = 65_535;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Duration latency;
    private final List<byte[]> received = Collections.synchronizedList(new ArrayList<>());
    private final Function<Message, Optional<Message>> script;

    private final List<Thread> loops = new ArrayList<>();

    private ScriptedUpstream(
            final DatagramSocket udp,
            final ServerSocket tcp,
            final Duration latency,
            final Function<Message, Optional<Message>> script) {
        this.udp = udp;
        this.tcp = tcp;
        this.latency = latency;
        this.script = script;
    }

    /// Starts one; a script that gives nothing leaves the query unanswered.
    public static ScriptedUpstream start(final String address, final Function<Message, Optional<Message>> script) {
        return startSlow(address, Duration.ZERO, script);
    }

    /// Starts one that knows this address, for a second, of every name.
    public static ScriptedUpstream startSaying(final String address, final String literal) {
        return start(address, query -> {
            final Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setFlag(Flags.RA);
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            answer.addRecord(
                    new ARecord(query.getQuestion().getName(), DClass.IN, 1, InetAddress.ofLiteral(literal)),
                    Section.ANSWER);
            return Optional.of(answer);
        });
    }

    /// Starts one that sends each answer over UDP so much later.
    public static ScriptedUpstream startSlow(
            final String address, final Duration latency, final Function<Message, Optional<Message>> script) {
        try {
            final InetSocketAddress where = new InetSocketAddress(address, 53);
            final ServerSocket tcp = new ServerSocket();
            tcp.setReuseAddress(true);
            tcp.bind(where);
            final ScriptedUpstream upstream = new ScriptedUpstream(new DatagramSocket(where), tcp, latency, script);
            upstream.serve(upstream::serveUdp);
            upstream.serve(upstream::serveTcp);
            return upstream;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The script that answers every query for A with one address and every other with nothing.
    public static Function<Message, Optional<Message>> addressOfEverything(final String address) {
        return query -> {
            final Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setFlag(Flags.RA);
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            if (query.getQuestion().getType() == Type.A) {
                final byte[] bytes =
                        new InetSocketAddress(address, 0).getAddress().getAddress();
                answer.addRecord(
                        new ARecord(query.getQuestion().getName(), DClass.IN, 300, parse(bytes)), Section.ANSWER);
            }
            return Optional.of(answer);
        };
    }

    private static java.net.InetAddress parse(final byte[] address) {
        try {
            return java.net.InetAddress.getByAddress(address);
        } catch (final java.net.UnknownHostException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Every message that came, UDP and TCP.
    public List<byte[]> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /// How many messages asked for this name.
    public long questions(final String name) {
        final byte[] wanted = Packets.name(name);
        return received().stream()
                .filter(query -> query.length >= 12 + wanted.length
                        && Arrays.equals(query, 12, 12 + wanted.length, wanted, 0, wanted.length))
                .count();
    }

    private void serve(final Runnable loop) {
        loops.add(Thread.ofPlatform().daemon().start(loop));
    }

    private void serveUdp() {
        final byte[] buffer = new byte[65_535];
        while (!udp.isClosed()) {
            final DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                final Optional<byte[]> answer = answer(Arrays.copyOf(buffer, packet.getLength()), MOST_OVER_UDP);
                if (answer.isPresent()) {
                    send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (final IOException ignored) {
                // Closed, or a client that is gone.
            }
        }
    }

    private void send(final DatagramPacket answer) throws IOException {
        if (latency.isZero()) {
            udp.send(answer);
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(latency);
                udp.send(answer);
            } catch (final IOException | InterruptedException ignored) {
                // Closed meanwhile.
            }
        });
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                final Socket connection = tcp.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (final IOException ignored) {
                // Closed.
            }
        }
    }

    private void serve(final Socket connection) {
        try (connection) {
            final DataInputStream in = new DataInputStream(connection.getInputStream());
            final DataOutputStream out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
            while (true) {
                final Optional<byte[]> answer = answer(in.readNBytes(in.readUnsignedShort()), MOST_OVER_TCP);
                if (answer.isPresent()) {
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                    out.flush();
                }
            }
        } catch (final IOException ignored) {
            // The end of the connection.
        }
    }

    private Optional<byte[]> answer(final byte[] query, final int most) throws IOException {
        received.add(query);
        // What is too long is cut, and says so.
        return script.apply(new Message(query)).map(message -> message.toWire(most));
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
            // A port is free again only once nobody waits on its socket any more.
            for (final Thread loop : loops) {
                loop.join();
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
