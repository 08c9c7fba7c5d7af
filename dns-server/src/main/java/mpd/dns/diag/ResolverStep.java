package mpd.dns.diag;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mpd.dns.control.Addresses;
import mpd.dns.control.StatusReply;
import mpd.dns.text.AddressText;

/// Whether the programs of this machine ask the server. Read from files alone: asking would tell a stranger
/// names of the zone just where they do not lead to us.
final class ResolverStep implements Step {

    private static final int PORT = 53;
    private static final List<String> STUBS = List.of("127.0.0.53", "127.0.0.54");

    @Override
    public String name() {
        return "resolver";
    }

    @Override
    public List<Finding> look(Scene scene) {
        if (Files.exists(scene.around().container())) {
            return List.of(new Finding.Unseen(
                    "this is a container: on the machine or the laptop, mpd-dns diag @" + scene.addressElsewhere()));
        }
        if (System.getProperty("os.name").startsWith("Mac")) {
            return List.of(new Finding.Unseen(
                    "macOS has more than one resolver: scutil --dns has to name " + scene.address() + " first"));
        }
        if (scene.server().getPort() != PORT) {
            return List.of(new Finding.Unseen("the server has a port of its own, which resolv.conf cannot say"));
        }
        try {
            return List.of(judged(scene, nameservers(scene.around().resolvConf())));
        } catch (NoSuchFileException _) {
            return List.of(new Finding.Unseen(scene.around().resolvConf() + " does not exist"));
        } catch (IOException e) {
            return List.of(new Finding.Unseen(scene.around().resolvConf() + " cannot be read: " + e.getMessage()));
        }
    }

    private static Finding judged(Scene scene, List<String> nameservers) throws IOException {
        Path file = scene.around().resolvConf();
        if (nameservers.stream().findFirst().filter(STUBS::contains).isPresent()) {
            return throughStub(scene);
        }
        Optional<String> ours =
                nameservers.stream().filter(one -> leadsHere(scene, one)).findFirst();
        if (ours.isEmpty()) {
            return new Finding.Trouble(
                    file + " names " + (nameservers.isEmpty() ? "nobody" : String.join(", ", nameservers))
                            + ": programs of this machine never ask " + scene.address(),
                    "is the tunnel up, with 'DNS = " + scene.address()
                            + "' in its configuration? sudo wg-quick up wg0");
        }
        return nameservers.getFirst().equals(ours.get())
                ? new Finding.Sound(file + " leads to " + ours.get())
                : new Finding.Trouble(
                        file + " names " + nameservers.getFirst() + " before " + ours.get()
                                + ": it denies our names, and is believed",
                        "let the line 'nameserver " + ours.get() + "' be the first in " + file);
    }

    private static Finding throughStub(Scene scene) throws IOException {
        Path links = scene.around().links();
        List<String> asked = Files.exists(links) ? nameservers(links) : List.of();
        return asked.stream().anyMatch(one -> leadsHere(scene, one))
                ? new Finding.Sound("systemd-resolved has " + scene.address() + " among its nameservers; resolvectl"
                        + " domain shows whether for " + scene.zone())
                : new Finding.Trouble(
                        "systemd-resolved asks " + (asked.isEmpty() ? "nobody" : String.join(", ", asked))
                                + " and never " + scene.address(),
                        "sudo resolvectl dns LINK " + scene.address() + "; sudo resolvectl domain LINK '~"
                                + scene.zone().toString(true) + "' (LINK is wg0 on the laptop, podman1 on the VM)");
    }

    private static List<String> nameservers(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                .map(words -> words[1])
                .toList();
    }

    /// Whether this is the server: the address itself, or for one that listens on all of them any of this
    /// machine.
    private static boolean leadsHere(Scene scene, String nameserver) {
        Optional<InetAddress> address = AddressText.parse(nameserver);
        if (address.isEmpty()) {
            return false;
        }
        if (scene.insight() instanceof Insight.Told(StatusReply status)) {
            return status.listeners().stream()
                    .map(listener -> Addresses.parse(listener.address()).getAddress())
                    .anyMatch(listening ->
                            listening.isAnyLocalAddress() ? local(address.get()) : listening.equals(address.get()));
        }
        return address.get().equals(scene.server().getAddress());
    }

    private static boolean local(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }
}
