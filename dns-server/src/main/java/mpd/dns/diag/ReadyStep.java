package mpd.dns.diag;

import java.util.List;

/// Whether every source that is expected has been read.
final class ReadyStep implements Step {

    @Override
    public String name() {
        return "ready";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.told(status -> List.of(
                status.ready()
                        ? new Finding.Sound("every source has been read, " + status.records() + " records are served")
                        : new Finding.Trouble(
                                "not ready: " + status.notReady() + "; names nobody knows yet get SERVFAIL",
                                "sudo systemctl restart podman.socket; then: mpd-dns health")));
    }
}
