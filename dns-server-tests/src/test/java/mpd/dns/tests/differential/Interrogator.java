package mpd.dns.tests.differential;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import mpd.dns.tests.lab.ScriptedUpstream;

/// The program that asks both servers, a process because a network is a process's. It keeps the nameservers
/// that both forward to. A line of its standard input is the patience in milliseconds and a query in
/// hexadecimal; for each it prints a line with the answers of both, `-` where none came.
final class Interrogator {

    static final String STARTED = "started";

    private Interrogator() {}

    /// Arguments: the addresses of the two servers, then those of the nameservers.
    public static void main(final String... arguments) throws IOException {
        final List<ScriptedUpstream> upstreams = new ArrayList<>();
        for (final String address : List.of(arguments).subList(2, arguments.length)) {
            upstreams.add(ScriptedUpstream.start(address, PureUpstream.at(address)));
        }
        try (DatagramSocket one = connected(arguments[0]);
                DatagramSocket other = connected(arguments[1]);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
                PrintWriter out =
                        new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            out.println(STARTED);
            int id = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                final int space = line.indexOf(' ');
                final int patience = Integer.parseInt(line.substring(0, space));
                final byte[] query = HexFormat.of().parseHex(line.substring(space + 1));
                id = (id + 1) & 0xFFFF;
                query[0] = (byte) (id >> 8);
                query[1] = (byte) id;
                out.println(ask(one, query, patience) + " " + ask(other, query, patience));
            }
        }
        upstreams.forEach(ScriptedUpstream::close);
    }

    private static DatagramSocket connected(final String address) throws IOException {
        final DatagramSocket socket = new DatagramSocket();
        socket.connect(new InetSocketAddress(address, 53));
        return socket;
    }

    private static String ask(final DatagramSocket socket, final byte[] query, final int patience) throws IOException {
        final long end = System.nanoTime() + patience * 1_000_000L;
        final DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.send(new DatagramPacket(query, query.length));
            while (true) {
                socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
                socket.receive(answer);
                final byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
                // A late answer to an earlier query is none to this one.
                if (bytes.length >= 12 && bytes[0] == query[0] && bytes[1] == query[1]) {
                    return HexFormat.of().formatHex(bytes);
                }
            }
        } catch (final SocketTimeoutException | PortUnreachableException silence) {
            return "-";
        }
    }
}
