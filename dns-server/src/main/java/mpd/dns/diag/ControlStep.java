package mpd.dns.diag;

import java.util.List;
import mpd.dns.control.StatusReply;

/// Whether the server of this machine can be asked about itself.
final class ControlStep implements Step {

    @Override
    public String name() {
        return "control";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return switch (scene.insight()) {
            case Insight.Told(StatusReply status) ->
                List.of(new Finding.Sound(
                        "mpd-dns " + status.version() + " tells of itself, up since " + Times.text(status.started())));
            case Insight.Mute(String why) ->
                List.of(new Finding.Trouble(
                        why,
                        "where it runs in a container: sudo podman exec mpd-service-dnsmasq mpd-dns diag; from"
                                + " elsewhere: mpd-dns diag @10.163.0.3"));
            case Insight.Outside() -> scene.told(_ -> List.of());
        };
    }
}
