package mpd.dns.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Message;

/// A program in a network namespace of its own that has an address as on the internet, and clients there. Takes
/// neither root nor a lab: the namespace belongs to whoever makes it.
///
/// @param program the program
public record PublicClients(Program program) implements AutoCloseable {

    /// An address that nobody has (RFC 5737), beside that of loopback.
    public static final String ADDRESS = "198.51.100.7";

    /// Another one.
    public static final String OTHER = "203.0.113.7";

    // Perl, which every Debian has, knows the numbers of neither; they are from linux/sockios.h.
    private static final String PREPARE = """
            use Socket;
            socket(my $s, AF_INET, SOCK_DGRAM, 0) or die;
            sub flags { ioctl($s, 0x8914, pack('a16 s x22', $_[0], 0x49)) or die "up: $!" }
            flags('lo');
            my $n = 0;
            for my $address (split(/,/, shift)) {
                my $label = 'lo:' . ++$n;
                ioctl($s, 0x8916, pack('a16 S n a4 x16', $label, AF_INET, 0, inet_aton($address))) or die "address: $!";
            }
            exec @ARGV;
            """;

    private static final String ASK = """
            use IO::Socket::INET;
            my ($from, $protocol, $port, $hex) = @ARGV;
            my $query = pack('H*', $hex);
            my $s = IO::Socket::INET->new(LocalAddr => $from, PeerAddr => '127.0.0.1', PeerPort => $port,
                Proto => $protocol) or die "connect: $!";
            alarm 10;
            if ($protocol eq 'tcp') {
                print $s pack('n', length $query), $query;
                $s->flush;
                local $/;
                $s->shutdown(1);
                print unpack('H*', substr(scalar(<$s>), 2));
            } else {
                $s->send($query);
                $s->recv(my $answer, 65535);
                print unpack('H*', $answer);
            }
            """;

    /// Starts `mpd-dns` there with these arguments.
    public static PublicClients start(final Path directory, final List<String> arguments) {
        final List<String> prefix = List.of(
                "unshare", "--user", "--map-root-user", "--net", "--", "perl", "-e", PREPARE, ADDRESS + "," + OTHER);
        return new PublicClients(Program.start(directory, prefix, arguments));
    }

    /// What a client at `from` is answered at this port of loopback; empty when nobody answers.
    ///
    /// @param protocol `udp` or `tcp`
    public Optional<Message> ask(final String from, final String protocol, final int port, final byte[] query) {
        final Outcome outcome = Commands.run(
                List.of(
                        "nsenter",
                        "--preserve-credentials",
                        "--user",
                        "--net",
                        "--target",
                        Long.toString(program.process().pid()),
                        "--",
                        "perl",
                        "-e",
                        ASK,
                        from,
                        protocol,
                        Integer.toString(port),
                        HexFormat.of().formatHex(query)),
                "");
        if (outcome.status() != 0 || outcome.out().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Message(HexFormat.of().parseHex(outcome.out())));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
