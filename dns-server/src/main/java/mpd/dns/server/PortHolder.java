package mpd.dns.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds out from `/proc` which process has a port that we cannot have.
public final class PortHolder {

    private static final Path PROC = Path.of("/proc");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private PortHolder() {}

    /// Which process holds the address, or one that covers it, e.g. `dnsmasq (pid 123)`; empty where `/proc`
    /// does not tell, as for another user's processes or those of another container.
    ///
    /// @param protocol `udp` or `tcp`
    public static Optional<String> of(String protocol, InetSocketAddress address) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : List.of(protocol, protocol + "6")) {
                for (String line : lines(PROC.resolve("net").resolve(table))) {
                    String[] fields = SPACES.split(line.strip(), -1);
                    if (fields.length > INODE && covers(fields[LOCAL_ADDRESS], address)) {
                        sockets.add("socket:[" + fields[INODE] + "]");
                    }
                }
            }
            return sockets.isEmpty() ? Optional.empty() : process(sockets);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean covers(String field, InetSocketAddress address) {
        int colon = field.indexOf(':');
        if (colon < 0 || field.length() != colon + 5) {
            return false;
        }
        int port = HexFormat.fromHexDigits(field, colon + 1, field.length());
        if (port != address.getPort()) {
            return false;
        }
        InetAddress held = address(field.substring(0, colon));
        return held.isAnyLocalAddress()
                || address.getAddress().isAnyLocalAddress()
                || held.equals(address.getAddress());
    }

    /// The kernel writes an address as 32-bit words in its own byte order, which is little-endian on all we run
    /// on.
    private static InetAddress address(String hex) {
        byte[] words = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i / 4 * 4 + 3 - i % 4];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("only for a wrong number of bytes", e);
        }
    }

    private static Optional<String> process(Set<String> sockets) throws IOException {
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> holds(process, sockets))
                    .map(process -> name(process) + " (pid " + process.getFileName() + ")")
                    .findFirst();
        }
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String name(Path process) {
        try {
            if (Files.readString(process.resolve("cmdline")).contains("/dns-server.jar\0")) {
                return "another mpd-dns";
            }
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "a process";
        }
    }

    private static List<String> lines(Path table) throws IOException {
        return Files.exists(table) ? Files.readAllLines(table) : List.of();
    }
}
