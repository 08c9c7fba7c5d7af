package mpd.dns.tests.topology;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import mpd.dns.tests.lab.MpdHost;

/// dnsmasq 2.90 in its container, as mpd runs it: what this program takes the place of.
///
/// @param vm    where
/// @param names all names that its files give
record ReplacedDnsmasq(MpdHost vm, Map<String, String> names) {

    private static final String CONF = "/srv/mpd/assets/dnsmasq.conf";

    void start() {
        vm.machine().replaceFile(CONF, """
                interface=*
                local=/mpd.test/
                resolv-file=/etc/dnsmasq-host-resolv.conf
                conf-dir=/etc/dnsmasq.d/
                """);
        // What mpd writes for each kind of thing, and restarts the container for.
        write("services", "host-record=%s,%s", ".service.mpd.test", "^mpd.test");
        write("databases", "address=/%s/%s", ".db.mpd.test", "");
        write("runtimes", "address=/%s/%s", ".runtime.mpd.test", "");
        vm.podman(
                "run",
                "--detach",
                "--name",
                MpdHost.DNS_CONTAINER,
                "--network",
                "mpd-internal:ip=" + MpdHost.DNS_ADDRESS,
                "--restart",
                "always",
                "--volume",
                CONF + ":/etc/dnsmasq.conf:ro",
                "--mount",
                "type=volume,source=mpd-data-volume,target=/etc/dnsmasq.d,subpath=state/dnsmasq.d,readonly",
                "--volume",
                "/run/systemd/resolve/resolv.conf:/etc/dnsmasq-host-resolv.conf:ro",
                "--label",
                "com.docker.compose.project=mpd-service",
                "--volume",
                "/bookworm/usr:/usr:ro",
                MpdHost.BASE_IMAGE,
                "dnsmasq",
                "--keep-in-foreground",
                "--user=root",
                "--pid-file=");
    }

    private void write(final String file, final String line, final String suffix, final String orStart) {
        final String lines = names.entrySet().stream()
                .filter(name -> name.getKey().endsWith(suffix) || ("^" + name.getKey()).equals(orStart))
                .map(name -> line.formatted(name.getKey(), name.getValue()))
                .collect(joining("\n"));
        vm.machine().replaceFile(Topology.DROP_INS + "/" + file + ".conf", "# " + file + "\n" + lines + "\n");
    }
}
