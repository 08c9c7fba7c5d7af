package mpd.dns.diag;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.xbill.DNS.TXTRecord;

/// The first words with a server, over both transports.
record Contact(Reply udp, Reply tcp) {

    private static final String OURS = "mpd-dns ";

    /// Asks the server what it is.
    static Contact with(InetSocketAddress server) {
        List<Callable<Reply>> both = List.of(
                () -> Asking.udp(server, Ask.version(), Diagnosis.USUAL),
                () -> Asking.tcp(server, Ask.version(), Diagnosis.USUAL));
        List<Reply> replies = Together.all(both);
        return new Contact(replies.getFirst(), replies.getLast());
    }

    /// The answer, over whichever transport there is one.
    Optional<Reply.Answer> answer() {
        return udp instanceof Reply.Answer answer
                ? Optional.of(answer)
                : tcp instanceof Reply.Answer answer ? Optional.of(answer) : Optional.empty();
    }

    /// Whether this machine has no way there, as when a tunnel is down.
    boolean noWay() {
        return udp instanceof Reply.Refused(String why) && why.contains(Reply.NO_WAY);
    }

    /// Whether the server answers nobody with the address of this machine.
    boolean prohibited() {
        return answer().filter(Reply.Answer::prohibited).isPresent();
    }

    /// What the server calls itself.
    Optional<String> software() {
        return answer().stream()
                .flatMap(answer -> answer.records().stream())
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> ((TXTRecord) record).getStrings().stream())
                .findFirst();
    }

    /// Whether it is mpd-dns, which keeps names of its zones to itself.
    boolean ours() {
        return software().filter(name -> name.startsWith(OURS)).isPresent();
    }
}
