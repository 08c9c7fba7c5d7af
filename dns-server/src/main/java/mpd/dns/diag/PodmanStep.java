package mpd.dns.diag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mpd.dns.control.StatusReply;

/// Whether Podman is followed, and since when it has not been read.
final class PodmanStep implements Step {

    private static final String FIX = "sudo systemctl enable --now podman.socket; sudo ls -l /run/podman/podman.sock; a"
            + " container needs --volume /run/podman:/run/podman:ro; with mpd-dns watch: sudo podman"
            + " start mpd-dns-watch";

    @Override
    public String name() {
        return "podman";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.told(status -> status.sources().stream()
                .filter(source -> source.name().equals("podman"))
                .findFirst()
                .map(source -> judged(source, status))
                .orElseGet(() -> List.of(new Finding.Sound("turned off with --podman-socket none"))));
    }

    private static List<Finding> judged(StatusReply.Source source, StatusReply status) {
        List<Finding> troubles = status.troubles().stream()
                .filter(trouble -> trouble.about().equals("podman"))
                .<Finding>map(trouble -> new Finding.Trouble(trouble.text(), FIX))
                .toList();
        if (source.state().equals("following")) {
            return troubles.isEmpty() ? List.of(new Finding.Sound("followed, " + age(status))) : troubles;
        }
        return List.of(new Finding.Trouble(source.sentence() + "; " + age(status), FIX));
    }

    private static String age(StatusReply status) {
        return Optional.ofNullable(status.podmanRead())
                .map(read -> "last read in full " + Times.text(Duration.between(Instant.parse(read), Instant.now()))
                        + " ago")
                .orElse("never read");
    }
}
