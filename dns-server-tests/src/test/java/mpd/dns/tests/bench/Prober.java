package mpd.dns.tests.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import mpd.dns.tests.lab.Packets;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The program behind [Probe], a process because a network is a process's. For each line `SERVER NAME TRUTH` of
/// its standard input it asks for the A records of the name, once a millisecond whatever comes back, until an
/// answer says the truth: an address, or `NXDOMAIN`. It prints `asking` once an answer says something else, and
/// then when the first right answer came, by the clock of [System#nanoTime].
final class Prober {

    static final String ASKING = "asking";
    static final String NEVER = "never";

    private static final long PERIOD = Duration.ofMillis(1).toNanos();
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private final DatagramSocket socket;
    private final byte[] query;
    private final String truth;

    private Prober(final DatagramSocket socket, final byte[] query, final String truth) {
        this.socket = socket;
        this.query = query;
        this.truth = truth;
    }

    /// No arguments.
    public static void main(final String... arguments) throws IOException {
        final PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        final BufferedReader in = new BufferedReader(
                new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            final List<String> words = List.of(line.split(" ", -1));
            try (DatagramSocket socket = new DatagramSocket()) {
                // Connected: an answer from another address than the one asked is never seen.
                socket.connect(new InetSocketAddress(words.get(0), 53));
                socket.setSoTimeout(1);
                new Prober(socket, Packets.query(words.get(1), Type.A), words.get(2)).probe(out);
            }
        }
    }

    private void probe(final PrintWriter out) throws IOException {
        final long end = System.nanoTime() + PATIENCE;
        boolean told = false;
        for (long next = System.nanoTime(); next < end; next = Math.max(next + PERIOD, System.nanoTime() - PERIOD)) {
            send();
            do {
                final String answer = receive();
                if (answer.equals(truth)) {
                    final long now = System.nanoTime();
                    out.println(told ? Long.toString(now) : NEVER);
                    return;
                }
                if (!told && !answer.isEmpty()) {
                    told = true;
                    out.println(ASKING);
                }
            } while (System.nanoTime() < next + PERIOD);
        }
        out.println(NEVER);
    }

    private void send() {
        try {
            socket.send(new DatagramPacket(query, query.length));
        } catch (final IOException ignored) {
            // Nobody listens there, or there is no way there, at the moment.
        }
    }

    /// What an answer says; empty when none has come.
    private String receive() throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.receive(packet);
        } catch (final SocketTimeoutException | PortUnreachableException silence) {
            return "";
        }
        final Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        final List<Record> addresses = answer.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .toList();
        return addresses.isEmpty()
                ? Rcode.string(answer.getRcode())
                : addresses.stream().map(Record::rdataToString).collect(Collectors.joining(","));
    }
}
