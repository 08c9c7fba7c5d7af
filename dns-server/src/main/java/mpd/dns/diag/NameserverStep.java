package mpd.dns.diag;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mpd.dns.control.Addresses;
import mpd.dns.control.StatusReply;
import org.xbill.DNS.Rcode;

/// Whether each nameserver answers, asked directly and about nothing of ours.
final class NameserverStep implements Step {

    private static final String REPLACE = "; is its network up? resolvectl status; ip route get ";

    @Override
    public String name() {
        return "nameservers";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.told(status -> status.upstreams().stream().allMatch(StatusReply.Upstream::limited)
                ? Stream.concat(Stream.of(none(status)), asked(status)).toList()
                : Stream.concat(kept(status), asked(status)).toList());
    }

    private static Finding none(StatusReply status) {
        String names = status.upstreams().isEmpty() ? "names outside the zones" : "all names but those of some domains";
        return new Finding.Trouble(
                "there is none: " + names + " fail" + why(status),
                "is there a network? resolvectl status; cat /run/systemd/resolve/resolv.conf; with another"
                        + " file: serve --resolv-conf /etc/resolv.conf");
    }

    private static Stream<Finding> asked(StatusReply status) {
        return Together.all(status.upstreams().stream()
                        .<Callable<Finding>>map(upstream -> () -> asked(upstream))
                        .toList())
                .stream();
    }

    /// What is wrong with the file that names them, while those that it named before are asked.
    private static Stream<Finding> kept(StatusReply status) {
        // Of a stale mount, MountStep tells what to do.
        boolean mount =
                status.troubles().stream().anyMatch(trouble -> trouble.about().equals("mount"));
        return (mount ? Stream.<String>empty() : troubles(status))
                .map(text -> new Finding.Trouble(
                        text, "does systemd-resolved run? systemctl status systemd-resolved; resolvectl status"));
    }

    private static String why(StatusReply status) {
        return troubles(status).map(text -> " (" + text + ")").findFirst().orElse("");
    }

    private static Stream<String> troubles(StatusReply status) {
        return status.troubles().stream()
                .filter(trouble -> trouble.about().equals("nameservers"))
                .map(StatusReply.Trouble::text);
    }

    private static Finding asked(StatusReply.Upstream upstream) {
        InetSocketAddress address = Addresses.parse(upstream.address());
        List<Callable<Reply>> both = List.of(
                () -> Asking.udp(address, Ask.root(), Diagnosis.USUAL),
                () -> Asking.tcp(address, Ask.root(), Diagnosis.USUAL));
        List<Reply> replies = Together.all(both);
        return judged(upstream, Addresses.text(address.getAddress()), replies.getFirst(), replies.getLast());
    }

    private static Finding judged(StatusReply.Upstream upstream, String host, Reply udp, Reply tcp) {
        String name = upstream.address();
        if (!udp.answered() && !tcp.answered()) {
            return new Finding.Trouble(
                    name + ": over UDP it " + udp.words() + ", over TCP it " + tcp.words(),
                    "dig @" + host + " . NS" + REPLACE + host);
        }
        if (!udp.answered() || !tcp.answered()) {
            return new Finding.Trouble(
                    name + ": over " + (udp.answered() ? "TCP it " + tcp.words() : "UDP it " + udp.words()),
                    "dig " + (udp.answered() ? "+tcp" : "+notcp") + " @" + host + " . NS; a firewall may let only one"
                            + " of the two through");
        }
        Reply.Answer answer = (Reply.Answer) udp;
        // One that is asked only about some domains may refuse everything else.
        if (answer.rcode() == Rcode.NOERROR || upstream.limited()) {
            return new Finding.Sound(name + " answers over UDP and TCP in " + answer.time() + ", " + upstream.state());
        }
        return new Finding.Trouble(
                name + " answers, but with " + answer.verdict(),
                "it serves nobody from here; have another one: resolvectl status; dig @" + host + " . NS");
    }
}
