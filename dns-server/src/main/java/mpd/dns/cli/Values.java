package mpd.dns.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.cli.Settings.Given;
import mpd.dns.cli.Settings.UnusableValue;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.server.ServerConfig;
import mpd.dns.text.AddressText;
import mpd.dns.zone.Names;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// Reads single values of flags and environment variables.
final class Values {

    private static final int DNS_PORT = 53;
    private static final long RECORD_TTL = 1;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /// The kernel's limit for the path of a unix socket (`sun_path`, without its closing NUL).
    private static final int SOCKET_PATH_BYTES = 107;

    private static final Pattern BRACKETED = Pattern.compile("\\[([^]]*)](?::(.*))?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*):([^:]*)");
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private Values() {}

    /// `ADDR[:PORT]`; an IPv6 address with a port stands in brackets.
    static InetSocketAddress listen(Given given) throws UnusableValue {
        String text = given.text();
        Matcher bracketed = BRACKETED.matcher(text);
        Matcher withPort = WITH_PORT.matcher(text);
        Optional<InetAddress> address;
        Optional<Integer> port;
        if (bracketed.matches()) {
            address = AddressText.parse(bracketed.group(1))
                    .filter(_ -> bracketed.group(1).contains(":"));
            port = bracketed.group(2) == null ? Optional.of(DNS_PORT) : port(bracketed.group(2));
        } else if (withPort.matches()) {
            address = AddressText.parse(withPort.group(1));
            port = port(withPort.group(2));
        } else {
            address = AddressText.parse(text);
            port = Optional.of(DNS_PORT);
        }
        if (address.isEmpty() || address.get().isMulticastAddress()) {
            throw new UnusableValue("ADDR[:PORT] with an IP address, e.g. 127.0.0.1:1053, 10.163.0.3 or [::1]:53");
        }
        if (port.isEmpty()) {
            throw new UnusableValue("a port from 0 (the system chooses) to 65535");
        }
        return new InetSocketAddress(address.get(), port.get());
    }

    /// `@ADDR[:PORT]` of a server that is asked, as `dig` has it.
    static InetSocketAddress asked(Given given) throws UnusableValue {
        String text = given.text().startsWith("@") ? given.text().substring(1) : given.text();
        try {
            InetSocketAddress address = listen(new Given(given.by(), text));
            if (address.getPort() > 0 && !address.getAddress().isAnyLocalAddress()) {
                return address;
            }
        } catch (UnusableValue _) {
            // Said below, for both.
        }
        throw new UnusableValue("@ADDR[:PORT] with an IP address, e.g. @10.163.0.3 or @[::1]:1053");
    }

    /// An address, without a port.
    static InetAddress address(Given given) throws UnusableValue {
        return AddressText.parse(given.text())
                .orElseThrow(() -> new UnusableValue("an IPv4 or IPv6 address, e.g. 192.168.64.2"));
    }

    /// `ADDR:PORT`, or a port alone, perhaps behind a colon, for this machine only.
    static InetSocketAddress http(Given given) throws UnusableValue {
        String text = given.text();
        Matcher bracketed = BRACKETED.matcher(text);
        Matcher withPort = WITH_PORT.matcher(text);
        Optional<InetAddress> address = Optional.of(LOOPBACK);
        Optional<Integer> port;
        if (bracketed.matches()) {
            address = AddressText.parse(bracketed.group(1))
                    .filter(_ -> bracketed.group(1).contains(":"));
            port = Optional.ofNullable(bracketed.group(2)).flatMap(Values::port);
        } else if (withPort.matches()) {
            address = withPort.group(1).isEmpty() ? address : AddressText.parse(withPort.group(1));
            port = port(withPort.group(2));
        } else {
            port = port(text);
        }
        if (address.isEmpty() || port.isEmpty() || address.get().isMulticastAddress()) {
            throw new UnusableValue("ADDR:PORT with an IP address, or a port alone for this machine only,"
                    + " e.g. 127.0.0.1:9153, [::1]:9153 or 9153");
        }
        return new InetSocketAddress(address.get(), port.get());
    }

    /// A zone: any name but the root.
    static Name zone(Given given) throws UnusableValue {
        return Names.typed(given.text())
                .orElseThrow(() -> new UnusableValue("the name of a zone, e.g. mpd.test (the root cannot be one)"));
    }

    /// `ADDRESS/PREFIX`.
    static Subnet subnet(Given given) throws UnusableValue {
        return Subnet.parse(given.text())
                .filter(subnet -> subnet.prefix() > 0)
                .orElseThrow(() -> new UnusableValue("a subnet ADDR/PREFIX, e.g. 10.163.0.0/24"));
    }

    /// `ADDRESS/PREFIX`, or an address alone, of clients; `0.0.0.0/0` and `::/0` are everybody.
    static Subnet clients(Given given) throws UnusableValue {
        String text = given.text();
        return Subnet.parse(text)
                .or(() -> AddressText.parse(text).map(one -> new Subnet(one, one.getAddress().length * 8)))
                .orElseThrow(() -> new UnusableValue("a subnet ADDR/PREFIX or an address, e.g. 198.51.100.0/24"));
    }

    /// `NAME=ADDR`, where NAME may begin with `*.`.
    static Claim record(Given given) throws UnusableValue {
        String text = given.text();
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new UnusableValue("NAME=ADDR, e.g. php.runtime.mpd.test=10.163.0.100");
        }
        String owner = text.substring(0, equals);
        boolean wildcard = owner.startsWith("*.");
        Name name = Names.typed(wildcard ? owner.substring(2) : owner)
                .flatMap(parent -> wildcard ? Names.wildcard(parent) : Optional.of(parent))
                .orElseThrow(() -> new UnusableValue(
                        "a host name before the '=', which may begin with '*.' to cover all names below it"));
        InetAddress address = AddressText.parse(text.substring(equals + 1))
                .orElseThrow(() -> new UnusableValue("an IPv4 or IPv6 address after the '='"));
        return new Claim(record(name, address), Precedence.FLAG, new Origin.Flag(given.by()), !wildcard);
    }

    /// The path of a file. It need not exist, but a directory is a mistake.
    static Path file(Given given) throws UnusableValue {
        Path path = path(given);
        if (Files.isDirectory(path)) {
            throw new UnusableValue("the path of a file, and this is a directory");
        }
        return path;
    }

    /// The path of a directory. It need not exist, but a file is a mistake.
    static Path directory(Given given) throws UnusableValue {
        Path path = path(given);
        if (Files.isRegularFile(path)) {
            throw new UnusableValue("the path of a directory, and this is a file");
        }
        return path;
    }

    /// The path of a unix socket.
    static Path socket(Given given) throws UnusableValue {
        Path path = file(given);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_BYTES) {
            throw new UnusableValue("a path of at most " + SOCKET_PATH_BYTES + " bytes, the limit for unix sockets");
        }
        return path;
    }

    /// The path of a unix socket, or empty for `none`.
    static Optional<Path> socketOrNone(Given given) throws UnusableValue {
        return given.text().equals("none") ? Optional.empty() : Optional.of(socket(given));
    }

    /// The name of a Podman network.
    static String network(Given given) throws UnusableValue {
        if (!NETWORK.matcher(given.text()).matches()) {
            throw new UnusableValue("the name of a Podman network, e.g. mpd-internal");
        }
        return given.text();
    }

    /// Yes or no, as people write it.
    static boolean yes(Given given) throws UnusableValue {
        return switch (given.text().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new UnusableValue("true or false");
        };
    }

    /// A number of event loops.
    static int threads(Given given) throws UnusableValue {
        return number(given.text())
                .filter(number -> number >= 1 && number <= ServerConfig.MOST_THREADS)
                .orElseThrow(() -> new UnusableValue("a number from 1 to " + ServerConfig.MOST_THREADS));
    }

    private static Record record(Name owner, InetAddress address) {
        return address.getAddress().length == 4
                ? new ARecord(owner, DClass.IN, RECORD_TTL, address)
                : new AAAARecord(owner, DClass.IN, RECORD_TTL, address);
    }

    private static Path path(Given given) throws UnusableValue {
        if (given.text().isBlank() || given.text().contains("://")) {
            throw new UnusableValue("a path, e.g. /run/name");
        }
        try {
            return Path.of(given.text()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UnusableValue("a path that this system can name");
        }
    }

    private static Optional<Integer> port(String text) {
        return number(text).filter(port -> port <= 65535);
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,5}")).map(Integer::valueOf);
    }
}
