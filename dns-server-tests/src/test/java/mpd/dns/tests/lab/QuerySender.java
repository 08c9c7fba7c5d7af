package mpd.dns.tests.lab;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The program behind [QueryStream], a process because a network is a process's. It asks until its standard
/// input ends and prints one [Observation] a line.
final class QuerySender {

    static final String STARTED = "started";

    private static final long PATIENCE = Duration.ofSeconds(5).toNanos();
    private static final long LOOK = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_DELAY = Duration.ofMillis(20).toNanos();
    // What comes while this process has to wait for a processor is not the server's to lose.
    private static final int RECEIVE_BUFFER = 4 << 20;

    private record Pending(String name, long start) {}

    private final InetSocketAddress server;
    private final DatagramSocket socket;
    private final PrintWriter out;
    private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
    // Set by the thread that reads standard input, read by the two others.
    private volatile boolean ending;

    private QuerySender(final InetSocketAddress server, final DatagramSocket socket, final PrintWriter out) {
        this.server = server;
        this.socket = socket;
        this.out = out;
    }

    /// Arguments: address of the server, queries a second, names.
    public static void main(final String... arguments) throws IOException, InterruptedException {
        final List<String> names = List.of(arguments).subList(2, arguments.length);
        try (DatagramSocket socket = new DatagramSocket();
                PrintWriter out =
                        new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            socket.setSoTimeout(100);
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            final QuerySender sender = new QuerySender(new InetSocketAddress(arguments[0], 53), socket, out);
            final Thread receiver = Thread.ofPlatform().start(sender::receive);
            Thread.ofPlatform().daemon().start(sender::awaitEnd);
            out.println(STARTED);
            sender.send(names, Duration.ofSeconds(1).dividedBy(Integer.parseInt(arguments[1])));
            receiver.join();
        }
    }

    private void awaitEnd() {
        try (FileInputStream input = new FileInputStream(FileDescriptor.in)) {
            input.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (final IOException ignored) {
            // The same as its end.
        }
        ending = true;
    }

    private void send(final List<String> names, final Duration pause) throws IOException {
        long due = System.nanoTime();
        for (int count = 0; !ending; count++) {
            // A pause that lasted longer is made up for, but not without limit: nobody asks in such bursts.
            due = Math.max(due + pause.toNanos(), System.nanoTime() - LONGEST_DELAY);
            LockSupport.parkNanos(due - System.nanoTime());
            final String name = names.get(count % names.size());
            final Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN));
            final int id = count & 0xffff;
            query.getHeader().setID(id);
            final byte[] bytes = query.toWire();
            pending.put(id, new Pending(name, System.nanoTime()));
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, server));
            } catch (final IOException ignored) {
                // There is no way there at the moment: a query that is lost.
            }
        }
    }

    private void receive() {
        final byte[] buffer = new byte[4096];
        long lastLook = System.nanoTime();
        while (!ending || !pending.isEmpty()) {
            final DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                report(new Message(Arrays.copyOf(buffer, packet.getLength())), System.nanoTime());
            } catch (final SocketTimeoutException ignored) {
                // Time to look for queries that nobody answered.
            } catch (final IOException failure) {
                throw new UncheckedIOException(failure);
            }
            if (System.nanoTime() - lastLook > LOOK) {
                lastLook = System.nanoTime();
                giveUp(lastLook);
            }
        }
    }

    private void report(final Message answer, final long now) {
        final Pending query = pending.remove(answer.getHeader().getID());
        if (query != null) {
            final Set<String> addresses = answer.getSection(Section.ANSWER).stream()
                    .filter(ARecord.class::isInstance)
                    .map(Record::rdataToString)
                    .collect(Collectors.toSet());
            final String rcode = Rcode.string(answer.getRcode());
            out.println(new Observation(query.start(), now, query.name(), rcode, addresses).line());
        }
    }

    private void giveUp(final long now) {
        pending.forEach((id, query) -> {
            if (now - query.start() > PATIENCE && pending.remove(id, query)) {
                out.println(new Observation(query.start(), now, query.name(), Observation.TIMEOUT, Set.of()).line());
            }
        });
    }
}
