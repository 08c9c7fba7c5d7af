package mpd.dns.diag;

import java.util.List;
import org.xbill.DNS.Rcode;

/// Whether the server gets an answer for what is not ours, and that from a nameserver: its cache may be all
/// that is left.
final class ForwardingStep implements Step {

    @Override
    public String name() {
        return "forwarding";
    }

    @Override
    public List<Finding> look(Scene scene) {
        if (scene.contact().answer().isEmpty()) {
            return List.of(new Finding.Unseen("nobody answers"));
        }
        if (scene.contact().prohibited()) {
            return List.of(new Finding.Unseen("this machine is refused"));
        }
        Reply reply = scene.ask(Ask.unknown(), Diagnosis.HELD);
        if (reply instanceof Reply.Answer answer
                && (answer.rcode() == Rcode.NOERROR || answer.rcode() == Rcode.NXDOMAIN)) {
            return List.of(new Finding.Sound("what is not ours is answered in " + answer.time()));
        }
        return List.of(new Finding.Trouble(
                "asked for a random name below .invalid, the server " + reply.words(),
                scene.outside()
                        ? "on the machine of the server: sudo podman exec mpd-service-dnsmasq mpd-dns diag"
                        : "see nameservers, loop and mounts above"));
    }
}
