package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Nothing of the zone or of a served subnet ever reaches an upstream, and everything else does.
@Tag("root")
class NeverALeakIT {

    private static final String UPSTREAM = "127.10.53.1";
    private static final int QUERIES = 4_000;

    @TempDir
    private Path directory;

    @Test
    void nameOutsideTheZoneIsForwarded() throws Exception {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.start(UPSTREAM, ScriptedUpstream.addressOfEverything("192.0.2.1"));
                Program _ = Program.serve(directory, address)) {
            final DnsClient client = new DnsClient(address);
            for (final Message answer : List.of(
                    client.udp(Packets.query("example.org", Type.A)),
                    client.tcp(Packets.query("Example.COM", Type.A)))) {
                assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
                assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
                        .isEqualTo("192.0.2.1");
            }
            assertThat(upstream.received()).isNotEmpty();
        }
    }

    @Test
    void nothingOfTheZoneReachesAnUpstreamInAnyShape() throws Exception {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.start(UPSTREAM, ScriptedUpstream.addressOfEverything("192.0.2.1"));
                Program program = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100");
                DatagramSocket socket = new DatagramSocket()) {
            // A fixed seed: what fails once fails again.
            final Random random = new Random(53);
            final DnsClient client = new DnsClient(address);
            for (int count = 0; count < QUERIES; count++) {
                final byte[] query = Shapes.of(random);
                socket.send(new DatagramPacket(query, query.length, address));
                if (count % 64 == 0) {
                    // Keeps the pace of the server, so that no query is lost unseen in a full buffer.
                    client.udp(Packets.query("mpd.test", Type.SOA));
                }
            }
            client.udp(Packets.query("example.org", Type.A));
            assertThat(program.process().isAlive()).isTrue();
            assertThat(upstream.received().stream().filter(NeverALeakIT::isOurs).map(NeverALeakIT::text))
                    .isEmpty();
            assertThat(upstream.received()).isNotEmpty();
        }
    }

    private static boolean isOurs(final byte[] query) {
        return Packets.nameOurs(text(query));
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Generated queries for names of the zone and of the served subnet.
    private static final class Shapes {

        private static final List<String> NAMES = List.of(
                "mpd.test",
                "php.runtime.mpd.test",
                "runtime.mpd.test",
                "nothing.mpd.test",
                "a.b.c.d.e.f.mpd.test",
                "*.mpd.test",
                "_dns.mpd.test",
                "mpd.test.mpd.test",
                "100.0.163.10.in-addr.arpa",
                "0.163.10.in-addr.arpa",
                "7.0.163.10.in-addr.arpa",
                "a.b.9.0.163.10.in-addr.arpa");

        private static byte[] of(final Random random) {
            final String name = anyCase(NAMES.get(random.nextInt(NAMES.size())), random);
            final int type = random.nextBoolean() ? random.nextInt(1, 66) : random.nextInt(65_536);
            final int recordClass = random.nextInt(4) > 0 ? 1 : random.nextInt(65_536);
            final int flags = random.nextInt(3) > 0 ? Packets.RD : random.nextInt(65_536);
            final byte[] question = Packets.question(name, type, recordClass);
            return switch (random.nextInt(8)) {
                case 0 -> Packets.message(flags, 1, 1, question, Packets.opt(random.nextInt(65_536), 0, 0x8000));
                case 1 -> Packets.message(flags, 1, 1, question, Packets.opt(1232, random.nextInt(256), 0));
                case 2 -> Packets.message(flags, 2, 0, question, question);
                case 3 -> Packets.message(flags, 2, 0, Packets.question("example.org", 1, 1), question);
                case 4 -> Packets.message(flags, 1, random.nextInt(4), question, garbage(random));
                case 5 -> Packets.message(flags, 1, 0, compressed(name, type));
                case 6 -> damaged(Packets.message(flags, 1, 0, question), random);
                default -> Packets.message(flags, 1, 0, question);
            };
        }

        private static String anyCase(final String name, final Random random) {
            final StringBuilder mixed = new StringBuilder();
            name.chars()
                    .map(letter -> random.nextBoolean() ? Character.toUpperCase(letter) : letter)
                    .forEach(mixed::appendCodePoint);
            return mixed.toString();
        }

        private static byte[] garbage(final Random random) {
            final byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return bytes;
        }

        /// The name as a pointer at itself further behind, as no client writes it.
        private static byte[] compressed(final String name, final int type) {
            final byte[] owner = Packets.name(name);
            return java.nio.ByteBuffer.allocate(6 + owner.length)
                    .putShort((short) (0xc000 | 18))
                    .putShort((short) type)
                    .putShort((short) 1)
                    .put(owner)
                    .array();
        }

        /// Cut or prolonged, with the name left as it is.
        private static byte[] damaged(final byte[] query, final Random random) {
            final byte[] bytes = java.util.Arrays.copyOf(query, query.length + random.nextInt(8) - 4);
            bytes[4 + random.nextInt(8)] = (byte) random.nextInt(3);
            return bytes;
        }
    }
}
