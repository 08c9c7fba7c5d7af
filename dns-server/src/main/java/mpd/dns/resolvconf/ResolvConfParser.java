package mpd.dns.resolvconf;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import mpd.dns.text.AddressText;
import mpd.dns.text.PlainText;

/// Reads the text of a resolv.conf (resolv.conf(5)): every usable nameserver, and a problem for every
/// broken line.
///
/// Names are never resolved: a nameserver is a literal address or nothing.
final class ResolvConfParser {

    /// More nameservers than this are not used.
    static final int MAX_SERVERS = 16;

    private static final int MAX_PROBLEMS = 20;

    // dnsmasq reads `server` in its resolv-file as well.
    private static final Set<String> NAMESERVER = Set.of("nameserver", "server");
    private static final Set<String> OF_OTHERS =
            Set.of("search", "domain", "options", "sortlist", "family", "lookup", "trust-ad");

    private final Path file;
    private final int port;
    private final Predicate<InetSocketAddress> own;
    private final List<InetSocketAddress> servers = new ArrayList<>();
    private final List<Upstreams.Problem> problems = new ArrayList<>();
    private final List<Upstreams.Problem> skipped = new ArrayList<>();
    // Of addresses as text: Inet6Address takes two scopes of one address for the same.
    private final Set<String> seen = new HashSet<>();
    private int unsaid;

    private ResolvConfParser(Path file, int port, Predicate<InetSocketAddress> own) {
        this.file = file;
        this.port = port;
        this.own = own;
    }

    /// What the text says.
    record Parsed(List<InetSocketAddress> servers, List<Upstreams.Problem> problems, List<Upstreams.Problem> skipped) {}

    /// @param file where the text is from, for the problems
    /// @param port of every nameserver, as the file cannot say
    /// @param own  whether this server itself listens there
    static Parsed parse(String text, Path file, int port, Predicate<InetSocketAddress> own) {
        ResolvConfParser parser = new ResolvConfParser(file, port, own);
        int line = 0;
        for (String content : text.lines().toList()) {
            line++;
            parser.line(line, line == 1 && content.startsWith("\uFEFF") ? content.substring(1) : content);
        }
        if (parser.unsaid > 0) {
            parser.problems.add(new Upstreams.Problem(file, 0, "and " + parser.unsaid + " more broken lines"));
        }
        return new Parsed(parser.servers, parser.problems, parser.skipped);
    }

    private void line(int line, String content) {
        String stripped = content.strip();
        if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
            return;
        }
        String[] words = stripped.split("\\s+");
        if (NAMESERVER.contains(words[0])) {
            nameserver(line, words);
        } else if (!OF_OTHERS.contains(words[0])) {
            problem(line, "not understood: " + PlainText.shortened(stripped));
        }
    }

    private void nameserver(int line, String[] words) {
        if (words.length < 2) {
            problem(line, "nameserver without an address");
            return;
        }
        if (words.length > 2 && !words[2].startsWith("#") && !words[2].startsWith(";")) {
            problem(line, "one nameserver a line: only " + PlainText.shortened(words[1]) + " is used");
        }
        switch (address(words[1])) {
            case Address.Good(InetAddress address) -> server(line, words[1], new InetSocketAddress(address, port));
            case Address.Bad(String why) -> problem(line, PlainText.shortened(words[1]) + " " + why);
        }
    }

    private void server(int line, String word, InetSocketAddress server) {
        InetAddress address = server.getAddress();
        if (Upstreams.stub(address)) {
            skipped.add(new Upstreams.Problem(file, line, word + " is a stub of systemd-resolved and never asked"));
        } else if (address.isAnyLocalAddress() || address.isMulticastAddress() || broadcast(address)) {
            problem(line, word + " is not the address of a host");
        } else if (own.test(server)) {
            skipped.add(new Upstreams.Problem(file, line, word + " is this server itself and never asked"));
        } else if (seen.add(address.getHostAddress())) {
            if (servers.size() < MAX_SERVERS) {
                servers.add(server);
            } else {
                problem(line, word + " is one nameserver too many: " + MAX_SERVERS + " are used");
            }
        }
    }

    private static boolean broadcast(InetAddress address) {
        return address.getHostAddress().equals("255.255.255.255");
    }

    private sealed interface Address {
        record Good(InetAddress address) implements Address {}

        record Bad(String why) implements Address {}
    }

    private static Address address(String word) {
        int percent = word.indexOf('%');
        String plain = percent < 0 ? word : word.substring(0, percent);
        Optional<InetAddress> address = AddressText.parse(plain);
        if (address.isEmpty() || (percent >= 0 && address.get() instanceof Inet4Address)) {
            return new Address.Bad("is not an address (a nameserver is given without name or port)");
        }
        return percent < 0 ? new Address.Good(address.get()) : scoped(address.get(), word.substring(percent + 1));
    }

    /// By index, for the JDK finds no scope by name on an interface that has no link-local address
    /// itself.
    private static Address scoped(InetAddress address, String scope) {
        try {
            NetworkInterface link = scope.matches("\\d{1,9}")
                    ? NetworkInterface.getByIndex(Integer.parseInt(scope))
                    : NetworkInterface.getByName(scope);
            if (link == null) {
                return new Address.Bad("is left out: there is no interface " + PlainText.shortened(scope) + " here");
            }
            return new Address.Good(Inet6Address.getByAddress(null, address.getAddress(), link.getIndex()));
        } catch (IOException e) {
            return new Address.Bad("is left out: " + e.getMessage());
        }
    }

    private void problem(int line, String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new Upstreams.Problem(file, line, text));
        } else {
            unsaid++;
        }
    }
}
