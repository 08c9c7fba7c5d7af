package mpd.dns.diag;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mpd.dns.control.Addresses;
import mpd.dns.control.StatusReply;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/// What every step knows.
///
/// @param server   whom questions are sent to
/// @param zone     the zone that is asked about
/// @param expected address of the machine that the server should be on
/// @param insight  what the server says of itself
/// @param contact  the first words with it
/// @param around   the machine that questions are asked on
record Scene(
        InetSocketAddress server,
        Name zone,
        Optional<InetAddress> expected,
        Insight insight,
        Contact contact,
        Surroundings around) {

    private static final String CONTAINER = "mpd-service-dnsmasq";
    private static final String MPD = "10.163.0.3";

    /// The server as a person writes it.
    String name() {
        return Addresses.text(server);
    }

    /// Its address alone.
    String address() {
        return Addresses.text(server.getAddress());
    }

    /// An address by which other machines have it: its own, or where that is for its own machine alone, mpd's.
    String addressElsewhere() {
        return server.getAddress().isLoopbackAddress() ? MPD : address();
    }

    /// Whether nothing but answers is seen of it.
    boolean outside() {
        return insight instanceof Insight.Outside;
    }

    /// A command to paste, to be run on the machine that has the server.
    String there(String command) {
        return (outside() ? "on the machine of the server: " : "") + command;
    }

    /// A command of mpd's container, to be run on its machine.
    String podman(String command) {
        return there("sudo podman " + command + " " + CONTAINER);
    }

    /// Asks over the transport that works.
    Reply ask(Message question, Duration patience) {
        return contact.udp().answered() || !contact.tcp().answered()
                ? Asking.udp(server, question, patience)
                : Asking.tcp(server, question, patience);
    }

    /// What is found in the server's own words, or that there are none.
    List<Finding> told(Function<StatusReply, List<Finding>> look) {
        return switch (insight) {
            case Insight.Told(StatusReply status) -> look.apply(status);
            case Insight.Mute _ -> List.of(new Finding.Unseen("the server says nothing of itself"));
            case Insight.Outside() ->
                List.of(new Finding.Unseen(
                        "only where the server runs: sudo podman exec " + CONTAINER + " mpd-dns diag"));
        };
    }

    /// What is found by asking about the zone, or that nobody can be asked: another server may well ask others
    /// about names that are nobody's business.
    List<Finding> asked(Function<Name, List<Finding>> look) {
        if (contact.answer().isEmpty()) {
            return List.of(new Finding.Unseen("nobody answers"));
        }
        if (contact.prohibited()) {
            return List.of(new Finding.Unseen("this machine is refused"));
        }
        return contact.ours()
                ? look.apply(zone)
                : List.of(new Finding.Unseen("not asked: what answers is not mpd-dns, and may ask others"));
    }

    /// What the server says a person should mend.
    ///
    /// @param about     which troubles are meant
    /// @param fix       what a person does about one of them
    /// @param otherwise what there is to say when there is none
    List<Finding> troubles(
            List<String> about, Function<StatusReply.Trouble, String> fix, Function<StatusReply, String> otherwise) {
        return told(status -> {
            List<Finding> found = status.troubles().stream()
                    .filter(trouble -> about.contains(trouble.about()))
                    .<Finding>map(trouble -> new Finding.Trouble(trouble.text(), fix.apply(trouble)))
                    .toList();
            return found.isEmpty() ? List.of(new Finding.Sound(otherwise.apply(status))) : found;
        });
    }
}
