package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mpd.dns.tests.lab.Machine;

/// Datagrams that the kernel has thrown away because a socket had no room for them.
///
/// @param server at the sockets of a server
/// @param others at all others of the same network, as of who asks; those are gone with their process
record UdpDrops(long server, long others) {

    private static final int LOCAL_ADDRESS = 1;
    private static final String ERRORS = "InErrors";

    /// Those of a machine's network until now.
    static UdpDrops of(final Machine machine, final InetSocketAddress server) {
        final Path net = Path.of("/proc/" + machine.firstProcess() + "/net");
        final long atServer = atSocket(read(net.resolve("udp")), server) + atSocket(read(net.resolve("udp6")), server);
        return new UdpDrops(atServer, all(read(net.resolve("snmp"))) - atServer);
    }

    /// Those since then.
    UdpDrops since(final UdpDrops before) {
        return new UdpDrops(server - before.server, others - before.others);
    }

    /// The last column of `/proc/net/udp` and `udp6`, of all sockets with that IPv4 address and port.
    static long atSocket(final String sockets, final InetSocketAddress server) {
        final byte[] address = server.getAddress().getAddress();
        final String local = String.format(
                Locale.ROOT, "%02X%02X%02X%02X:%04X", address[3], address[2], address[1], address[0], server.getPort());
        return sockets.lines()
                .map(line -> line.strip().split(" +", -1))
                .filter(fields -> fields.length > LOCAL_ADDRESS && fields[LOCAL_ADDRESS].endsWith(local))
                .mapToLong(fields -> Long.parseLong(fields[fields.length - 1]))
                .sum();
    }

    /// What `/proc/net/snmp` has of datagrams that came and were not delivered though somebody listened.
    static long all(final String snmp) {
        final List<String[]> lines = snmp.lines()
                .filter(line -> line.startsWith("Udp: "))
                .map(line -> line.split(" ", -1))
                .toList();
        return Long.parseLong(lines.getLast()[Arrays.asList(lines.getFirst()).indexOf(ERRORS)]);
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
