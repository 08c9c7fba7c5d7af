package mpd.dns.diag;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mpd.dns.control.Addresses;
import mpd.dns.control.StatusReply;

/// Whether the server answers at all, on each of its addresses, over UDP and TCP.
final class ListeningStep implements Step {

    private static final String ALL_OF_IPV6 = "[::]:";

    @Override
    public String name() {
        return "listening";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.insight() instanceof Insight.Told(StatusReply status)
                ? everywhere(scene, status)
                : List.of(judged(scene, scene.server(), scene.contact()));
    }

    private static List<Finding> everywhere(Scene scene, StatusReply status) {
        List<Finding> findings = new ArrayList<>();
        List<Callable<Finding>> asking = new ArrayList<>();
        for (StatusReply.Listener listener : status.listeners()) {
            InetSocketAddress address = Diagnosis.reachable(Addresses.parse(listener.address()));
            if (listener.pending() == null) {
                asking.add(() -> judged(
                        scene, address, address.equals(scene.server()) ? scene.contact() : Contact.with(address)));
            } else if (listener.address().startsWith(ALL_OF_IPV6)) {
                findings.add(new Finding.Sound("this machine has no IPv6, so " + listener.address() + " is left out"));
            } else {
                findings.add(new Finding.Trouble(
                        listener.address() + " is not listened on yet: " + listener.pending(),
                        "it is tried again every second; does the machine have it? ip addr"));
            }
        }
        findings.addAll(Together.all(asking));
        return findings;
    }

    private static Finding judged(Scene scene, InetSocketAddress address, Contact contact) {
        String server = Addresses.text(address);
        if (contact.udp().answered() && contact.tcp().answered()) {
            return new Finding.Sound(server + " answers over UDP and TCP");
        }
        if (contact.udp().answered()) {
            return new Finding.Trouble(
                    server + " answers over UDP, but over TCP it "
                            + contact.tcp().words() + ": long answers get lost",
                    "let TCP through to port " + address.getPort() + "; who listens there? "
                            + scene.there("sudo ss -lntp 'sport = :" + address.getPort() + "'"));
        }
        if (contact.tcp().answered()) {
            return new Finding.Trouble(
                    server + " answers over TCP, but over UDP it "
                            + contact.udp().words(),
                    "let UDP through to port " + address.getPort() + "; who listens there? "
                            + scene.there("sudo ss -lnup 'sport = :" + address.getPort() + "'"));
        }
        return nobody(scene, server, contact);
    }

    private static Finding nobody(Scene scene, String server, Contact contact) {
        if (scene.outside() && (contact.udp() instanceof Reply.Silent || contact.noWay())) {
            return new Finding.Trouble(
                    "no answer from " + server + ", over UDP it "
                            + contact.udp().words() + ", over TCP it "
                            + contact.tcp().words(),
                    "is the tunnel up, and does the way lead into it? sudo wg show; ip route get " + scene.address());
        }
        return new Finding.Trouble(
                "nothing answers on " + server + ": over UDP it "
                        + contact.udp().words() + ", over TCP it "
                        + contact.tcp().words(),
                scene.podman("start") + " (or: mpd-dns serve); its last words: sudo podman logs --tail 20"
                        + " mpd-service-dnsmasq");
    }
}
