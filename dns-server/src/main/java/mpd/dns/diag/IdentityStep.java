package mpd.dns.diag;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mpd.dns.control.Addresses;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Whether the server is on the machine that the person means.
final class IdentityStep implements Step {

    private static final Duration PATIENCE = Diagnosis.HELD;

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.asked(zone -> List.of(judged(scene, below(zone))));
    }

    private static Finding judged(Scene scene, Name name) {
        boolean four = scene.expected().map(Inet4Address.class::isInstance).orElse(true);
        Reply reply = scene.ask(Ask.ofZone(name, four ? Type.A : Type.AAAA), PATIENCE);
        if (!(reply instanceof Reply.Answer answer)) {
            return new Finding.Trouble("asked for " + name + ", the server " + reply.words(), "see listening above");
        }
        Optional<InetAddress> address =
                answer.records().stream().flatMap(IdentityStep::address).findFirst();
        String is = name + address.map(found -> " is " + Addresses.text(found)).orElse(" has no address");
        return scene.expected()
                .filter(expected -> !address.equals(Optional.of(expected)))
                .<Finding>map(expected -> new Finding.Trouble(
                        "another machine answers: " + is + ", expected " + Addresses.text(expected),
                        "take the tunnel to that one down and the right one up: sudo wg show; sudo wg-quick down wg0;"
                                + " on the right machine: grep MPD_VM_IP /var/lib/mpd/conf/platform.env"))
                .orElseGet(() -> address.isEmpty()
                        ? new Finding.Unseen(is + ", so nothing says which machine this is")
                        : new Finding.Sound(is
                                + (scene.expected().isPresent() ? ", as expected" : "; compare it with --expect-ip")));
    }

    private static Stream<InetAddress> address(Record record) {
        return switch (record) {
            case ARecord four -> Stream.of(four.getAddress());
            case AAAARecord six -> Stream.of(six.getAddress());
            default -> Stream.empty();
        };
    }

    private static Name below(Name zone) {
        try {
            return Name.fromString("vm.service", zone);
        } catch (TextParseException e) {
            throw new IllegalStateException("no room below " + zone, e);
        }
    }
}
