package mpd.dns.diag;

import java.util.List;
import org.xbill.DNS.Rcode;

/// Whether the server gets an answer for what is not ours.
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
        Reply reply = scene.ask(Ask.root(), Diagnosis.HELD);
        if (reply instanceof Reply.Answer answer && answer.rcode() == Rcode.NOERROR) {
            return List.of(new Finding.Sound("what is not ours is answered in " + answer.time()));
        }
        return List.of(new Finding.Trouble(
                "asked for the root (. NS), the server " + reply.words(),
                scene.outside()
                        ? "on the machine of the server: sudo podman exec mpd-service-dnsmasq mpd-dns diag"
                        : "see nameservers, loop and mounts above"));
    }
}
