package mpd.dns.diag;

import java.util.List;

/// Whether every line of the files counts.
final class FilesStep implements Step {

    private static final String OF_RESOLVED = "/run/systemd/resolve/";

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.troubles(
                List.of("configuration", "resolv.conf"),
                trouble -> trouble.text().startsWith(OF_RESOLVED)
                        ? "systemd-resolved writes it, by what resolvectl status says"
                        : "mend it, it counts at once; mpd-dns check shows all such lines",
                _ -> "no line of configuration, drop-ins or resolv.conf is left out");
    }
}
