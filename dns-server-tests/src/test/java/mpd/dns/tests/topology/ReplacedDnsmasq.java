package mpd.dns.tests.topology;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mpd.dns.tests.lab.MpdHost;

/// dnsmasq 2.90 in its container, as mpd runs it: what this program takes the place of.
///
/// @param vm    where
/// @param names all names that its files give
record ReplacedDnsmasq(MpdHost vm, Map<String, String> names) {

    private static final String CONF = "/srv/mpd/assets/dnsmasq.conf";

    private static final String IMAGE = "localhost/dnsmasq:2.90";

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
        makeImage();
        final List<String> run = new ArrayList<>(List.of("run", "-d", "--name", MpdHost.DNS_CONTAINER));
        run.addAll(List.of("--network", "mpd-internal:ip=" + MpdHost.DNS_ADDRESS, "--restart", "always"));
        run.addAll(List.of("-v", CONF + ":/etc/dnsmasq.conf:ro", "--mount", Topology.DROP_INS_MOUNT));
        run.addAll(List.of("-v", "/run/systemd/resolve/resolv.conf:/etc/dnsmasq-host-resolv.conf:ro"));
        run.addAll(List.of("--label", "com.docker.compose.project=mpd-service", IMAGE));
        vm.podman(run.toArray(String[]::new));
    }

    /// Debian 12's, which is the version that mpd has, with the libraries that it needs.
    private void makeImage() {
        vm.machine().run("sh", "-ec", """
                mkdir -p /tmp/dnsmasq/lib && cd /tmp/dnsmasq
                cp /bookworm/usr/sbin/dnsmasq .
                for library in $(chroot /bookworm ldd /usr/sbin/dnsmasq | sed -n 's/.* => \\(.*\\) (.*/\\1/p'); do
                    case $library in */libc.so.*) ;; *) cp -L "/bookworm$library" lib/ ;; esac
                done
                cat > Containerfile <<'END'
                FROM %s
                COPY lib /opt/dnsmasq/
                COPY dnsmasq /usr/sbin/
                ENV LD_LIBRARY_PATH=/opt/dnsmasq
                ENTRYPOINT ["dnsmasq", "--keep-in-foreground", "--user=root", "--pid-file="]
                END
                podman build --network none --tag %s . && rm -r /tmp/dnsmasq
                """.formatted(MpdHost.BASE_IMAGE, IMAGE)).output();
    }

    private void write(final String file, final String line, final String suffix, final String orStart) {
        final String lines = names.entrySet().stream()
                .filter(name -> name.getKey().endsWith(suffix) || ("^" + name.getKey()).equals(orStart))
                .map(name -> line.formatted(name.getKey(), name.getValue()))
                .collect(joining("\n"));
        vm.machine().replaceFile(Topology.DROP_INS + "/" + file + ".conf", "# " + file + "\n" + lines + "\n");
    }
}
