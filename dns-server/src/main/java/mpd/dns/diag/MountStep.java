package mpd.dns.diag;

import java.util.List;

/// Whether a file is a mount of its own, which never shows the file that has replaced it.
final class MountStep implements Step {

    @Override
    public String name() {
        return "mounts";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.troubles(
                List.of("mount"),
                _ -> "make the container anew with the directory, not the file: --volume"
                        + " /run/systemd/resolve:/run/systemd/resolve:ro; until then: sudo podman restart"
                        + " mpd-service-dnsmasq",
                _ -> "no file is mounted without its directory");
    }
}
