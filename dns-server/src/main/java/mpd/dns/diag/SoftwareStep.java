package mpd.dns.diag;

import java.util.List;
import java.util.Optional;

/// Whether it is this program that answers, and not another one that has the port.
final class SoftwareStep implements Step {

    @Override
    public String name() {
        return "program";
    }

    @Override
    public List<Finding> look(Scene scene) {
        Optional<Reply.Answer> answer = scene.contact().answer();
        if (answer.isEmpty()) {
            return List.of(new Finding.Unseen("nobody answers"));
        }
        Optional<String> software = scene.contact().software();
        if (scene.contact().ours()) {
            return List.of(new Finding.Sound(software.orElseThrow() + " answers"));
        }
        if (scene.contact().prohibited()) {
            return List.of(prohibited(scene));
        }
        String who = software.orElseGet(() -> "a program that does not say what it is (version.bind gets "
                + answer.get().verdict() + ")");
        return List.of(new Finding.Trouble(
                who + " answers on " + scene.name() + ", not mpd-dns" + held(scene),
                "stop it, and start mpd-dns in its place: "
                        + scene.there(
                                "sudo ss -lntup 'sport = :" + scene.server().getPort() + "'; sudo podman ps"
                                        + " --filter name=mpd-service-dnsmasq")));
    }

    private static Finding prohibited(Scene scene) {
        return new Finding.Trouble(
                scene.name()
                        + " refuses to answer this machine (REFUSED, Prohibited): if it is mpd-dns, the address that"
                        + " it sees is not private, and no --allow names it",
                "its log says which address that is: " + scene.podman("logs")
                        + " 2>&1 | grep 'is refused'; then serve --allow ADDRESS, if it is to be answered");
    }

    private static String held(Scene scene) {
        return scene.outside()
                ? ""
                : scene.around()
                        .holder()
                        .of("udp", scene.server())
                        .map(holder -> "; the port is held by " + holder)
                        .orElse("");
    }
}
