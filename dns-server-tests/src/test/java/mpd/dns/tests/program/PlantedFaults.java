package mpd.dns.tests.program;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.NarrowPath;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A server with everything that it needs, in which one thing can be broken, and `mpd-dns diag` for it.
final class PlantedFaults {

    /// A nameserver that answers.
    static final String GOOD = "127.10.62.11";

    /// A nameserver to break.
    static final String BAD = "127.10.62.12";

    /// A server on port 53, as clients have it.
    static final String STANDARD = "127.10.62.13";

    private static final Name ZONE = Name.fromConstantString("mpd.test.");

    private final Path directory;
    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final List<AutoCloseable> parts = new ArrayList<>();

    /// @param directory where the server has its files
    PlantedFaults(final Path directory) throws IOException {
        this.directory = directory;
        nameservers(GOOD);
        Files.writeString(directory.resolve("platform.env"), "MPD_VM_IP=10.211.55.5\n");
        part(ScriptedUpstream.start(GOOD, ScriptedUpstream.addressOfEverything("192.0.2.11")));
    }

    /// Whom diag asks when the server is elsewhere.
    static List<String> there(final InetSocketAddress server) {
        return List.of("@" + Program.text(server));
    }

    /// What makes diag look at the server of this directory.
    List<String> here() {
        return List.of("--control", directory.resolve("control.sock").toString());
    }

    InetSocketAddress address() {
        return address;
    }

    Path file(final String name) {
        return directory.resolve(name);
    }

    /// Names the nameservers, before the server starts.
    void nameservers(final String... servers) throws IOException {
        final StringBuilder text = new StringBuilder();
        for (final String server : servers) {
            text.append("nameserver ").append(server).append('\n');
        }
        Files.writeString(directory.resolve("resolv.conf"), text);
    }

    /// Takes the file of nameservers away, and awaits that the program knows.
    void loseResolvConf() throws IOException {
        Files.delete(file("resolv.conf"));
        final List<String> health = new ArrayList<>(List.of("health"));
        health.addAll(here());
        await("the loss is noticed")
                .until(() -> Program.run(directory, health.toArray(String[]::new))
                        .output()
                        .contains("does not exist"));
    }

    /// Starts the server.
    void serve(final String... more) {
        part(Program.serve(directory, address, more));
    }

    /// Starts the server at another address.
    void serveAt(final InetSocketAddress other) {
        part(Program.serve(directory, other));
    }

    /// Starts the server where it has to wait for a Podman that is not there.
    void serveWithPodman(final Path socket) {
        final List<String> arguments = new ArrayList<>(Program.serveArguments(directory, address));
        arguments.set(arguments.indexOf("none"), socket.toString());
        part(Program.start(directory, arguments)).awaitAnswers(address);
    }

    /// Starts the server with a resolv.conf that is mounted as a single file, which has been replaced since.
    void serveWithOldCopy() {
        final List<String> prefix = withMounts(
                "cp \"$0\" \"$0.host\"; mount --bind \"$0.host\" \"$0\"; rm \"$0.host\"",
                directory.resolve("resolv.conf"));
        part(Program.start(directory, prefix, Program.serveArguments(directory, address)))
                .awaitAnswers(address);
    }

    /// A nameserver to be broken.
    ScriptedUpstream nameserver(final Function<Message, Optional<Message>> script) {
        return part(ScriptedUpstream.start(BAD, script));
    }

    /// A nameserver that asks the server what the server asks it; the server has noticed.
    void loop() {
        final DnsClient client = new DnsClient(address);
        nameserver(query -> Optional.of(client.udp(query.toWire())));
        serve();
        await("the loop is noticed")
                .until(() -> Program.run(
                                directory,
                                "status",
                                "--control",
                                directory.resolve("control.sock").toString())
                        .output()
                        .contains(BAD + ":53  loop"));
    }

    /// A way to the server that loses whatever is longer, and has no TCP where that is not wanted.
    InetSocketAddress path(final int longest, final boolean tcp) throws IOException {
        return part(NarrowPath.to(address, longest, tcp)).address();
    }

    /// Another server on port 53 that calls itself so, and answers by the script otherwise.
    ScriptedUpstream impostor(final String version, final Function<Message, Message> script) {
        return part(ScriptedUpstream.start(
                STANDARD,
                query -> Optional.of(
                        query.getQuestion().getDClass() == DClass.CH ? version(query, version) : script.apply(query))));
    }

    /// An empty answer with this response code.
    static Message rcode(final Message query, final int rcode) {
        final Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    /// A zone that changed last at this moment, and has an IPv4 address at its apex.
    ///
    /// @param denies whether it denies the apex where it is asked for another type
    static Message zone(final Message query, final Instant changed, final boolean denies) {
        final Name name = query.getQuestion().getName();
        final int type = query.getQuestion().getType();
        final SOARecord soa = new SOARecord(ZONE, DClass.IN, 1, ZONE, ZONE, changed.getEpochSecond(), 1, 1, 1, 1);
        final boolean here =
                !name.subdomain(ZONE) || (name.equals(ZONE) && (!denies || type == Type.A || type == Type.SOA));
        final Message answer = rcode(query, here ? Rcode.NOERROR : Rcode.NXDOMAIN);
        if (here && type == Type.A) {
            answer.addRecord(new ARecord(ZONE, DClass.IN, 1, InetAddress.ofLiteral("10.163.0.4")), Section.ANSWER);
        } else if (here && type == Type.SOA) {
            answer.addRecord(soa, Section.ANSWER);
        } else {
            answer.addRecord(soa, Section.AUTHORITY);
        }
        return answer;
    }

    private static Message version(final Message query, final String version) {
        final Message answer = rcode(query, Rcode.NOERROR);
        answer.addRecord(new TXTRecord(query.getQuestion().getName(), DClass.CH, 0, version), Section.ANSWER);
        return answer;
    }

    /// Runs `mpd-dns diag` with these arguments to its end.
    Program diag(final List<String> arguments) {
        return diag(List.of(), arguments);
    }

    /// Runs it on a machine whose programs ask the server on port 53.
    Program diagOnItsClient(final List<String> arguments) throws IOException {
        return diagWhereOthersAsk(arguments, "nameserver " + STANDARD + "\n");
    }

    /// Runs it on a machine whose programs ask these nameservers.
    Program diagWhereOthersAsk(final List<String> arguments, final String resolvConf) throws IOException {
        final Path file = Files.writeString(directory.resolve("resolv.conf.of-machine"), resolvConf);
        return diag(withMounts("mount --bind \"$0\" /etc/resolv.conf", file), arguments);
    }

    /// What runs a program with mounts of its own.
    ///
    /// @param mount makes them of the file, which is `$0`
    private static List<String> withMounts(final String mount, final Path file) {
        return List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--",
                "sh",
                "-ec",
                mount + "; exec \"$@\"",
                file.toString());
    }

    private Program diag(final List<String> prefix, final List<String> arguments) {
        final List<String> all = new ArrayList<>(List.of("diag"));
        all.addAll(arguments);
        final Program program = part(Program.start(directory, prefix, all));
        program.awaitExit();
        return program;
    }

    private <T extends AutoCloseable> T part(final T part) {
        parts.add(part);
        return part;
    }

    /// Stops everything that was started.
    void stop() throws Exception {
        for (final AutoCloseable part : parts.reversed()) {
            part.close();
        }
    }
}
