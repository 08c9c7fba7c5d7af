package mpd.dns.diag;

import java.util.List;

/// Whether every line of the files counts.
final class FilesStep implements Step {

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.troubles(
                List.of("configuration", "resolv.conf"),
                "mend it, it counts at once (systemd-resolved writes resolv.conf by what resolvectl status says);"
                        + " mpd-dns check shows all such lines",
                _ -> "no line of configuration, drop-ins or resolv.conf is left out");
    }
}
