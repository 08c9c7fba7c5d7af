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
        String ofResolved = scene.around().links().toString();
        return scene.troubles(
                List.of("configuration", "resolv.conf"),
                trouble -> trouble.text().startsWith(ofResolved)
                        ? "systemd-resolved writes it, by what resolvectl status says"
                        : "mend it, it counts at once; mpd-dns check shows all such lines",
                _ -> "no line of configuration, drop-ins or resolv.conf is left out");
    }
}
